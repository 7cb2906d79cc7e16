"""Background work of notices."""

from celery import shared_task

from lms.notices import services


@shared_task(name="lms.notices.tasks.send_mail_of")
def send_mail_of(notice_id: int) -> None:
    """Send the e-mail of one notice."""
    services.send_mail_of(notice_id=notice_id)


@shared_task(name="lms.notices.tasks.send_waiting_mail")
def send_waiting_mail() -> None:
    """Send what a crash or a lost message left behind."""
    services.send_waiting_mail()
