"""What happens without anybody asking."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from assessments import services
from assessments.services import (
    campaigns,
    multirater_closing,
    observing,
    portfolio_decisions,
    portfolio_judging,
    portfolio_reminders,
    sitting_results,
)


@shared_task(name="assessments.tasks.finish_expired_attempts")
def finish_expired_attempts() -> int:
    """End attempts whose time is over and score what waits; return how many."""
    now = timezone.now()
    return services.finish_expired(at=now) + services.finish_all_rated(at=now)


@shared_task(name="assessments.tasks.observe_ended_attempts")
def observe_ended_attempts() -> int:
    """Keep what stands out about attempts that ended; return how many were looked at."""
    return observing.observe_ended(at=timezone.now())


@shared_task(name="assessments.tasks.recompute")
def recompute(neutralisation_id: int) -> None:
    """Compute the results anew that hold a neutralised question; a second delivery does nothing."""
    services.recompute(neutralisation_id=neutralisation_id, at=timezone.now())


@shared_task(name="assessments.tasks.recompute_waiting")
def recompute_waiting() -> int:
    """Compute anew what a crash or a lost message left behind; return how many neutralisations were tried."""
    return services.recompute_waiting(at=timezone.now())


@shared_task(name="assessments.tasks.release_held_answers")
def release_held_answers() -> int:
    """Give back what was held for too long, and move on those who confer for too long; return how many."""
    now = timezone.now()
    portfolios = portfolio_judging.release_seats(at=now) + portfolio_decisions.settle_overdue(at=now)
    return services.release_held(at=now) + portfolios


@shared_task(name="assessments.tasks.tell_raters")
def tell_raters() -> int:
    """Tell raters and assessors, once a day, what waits; return how many were told."""
    now = timezone.now()
    return services.tell_raters(at=now) + portfolio_reminders.tell_assessors(at=now)


@shared_task(name="assessments.tasks.settle_sitting")
def settle_sitting(sitting_id: int) -> int:
    """Let the evidence of a room say what it counts as; a second delivery does nothing. Return how many seats."""
    return sitting_results.settle_seats(at=timezone.now(), sitting_id=sitting_id)


@shared_task(name="assessments.tasks.settle_waiting_seats")
def settle_waiting_seats() -> int:
    """Settle what a crash, a lost message or a late rater left behind, and remind of reports; return how many seats."""
    now = timezone.now()
    sitting_results.remind_of_reports(at=now)
    return sitting_results.settle_seats(at=now)


@shared_task(name="assessments.tasks.carry_campaign")
def carry_campaign(campaign_id: int) -> None:
    """Gather and tell the people of a campaign; a second delivery tells nobody twice."""
    campaigns.carry(campaign_id=campaign_id, at=timezone.now())


@shared_task(name="assessments.tasks.carry_campaigns")
def carry_campaigns() -> int:
    """Do what is due in every campaign, also what a crash left behind; return how many were looked at."""
    return campaigns.carry_all(at=timezone.now())


@shared_task(name="assessments.tasks.request_calibrations")
def request_calibrations() -> int:
    """Ask for the calibrations for which there are new answers; return how many."""
    return len(services.request_calibrations(at=timezone.now()))


@shared_task(name="assessments.tasks.calibrate")
def calibrate(run_id: int) -> None:
    """Compute one calibration; a second delivery does nothing."""
    services.carry_out(run_id=run_id, at=timezone.now())


@shared_task(name="assessments.tasks.calibrate_waiting")
def calibrate_waiting() -> int:
    """Compute what a crash, a lost message or a failure left behind; return how many were tried."""
    return services.carry_out_waiting(at=timezone.now())


@shared_task(name="assessments.tasks.tell_multirater_raters")
def tell_multirater_raters() -> int:
    """Tell those of whom a 360-degree rating is asked; return how many people."""
    return multirater_closing.tell_raters(at=timezone.now())


@shared_task(name="assessments.tasks.care_for_multirater_raters")
def care_for_multirater_raters() -> int:
    """Follow superiors who moved on, and remind once before the end; return how many were asked or reminded."""
    now = timezone.now()
    return multirater_closing.follow_superiors(at=now) + multirater_closing.remind_raters(at=now)


@shared_task(name="assessments.tasks.close_multirater_rounds")
def close_multirater_rounds() -> int:
    """Close 360-degree rounds whose window is over; return how many."""
    return multirater_closing.close_ended(at=timezone.now())
