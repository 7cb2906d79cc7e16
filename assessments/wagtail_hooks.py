"""What the room adds to the Wagtail admin: the item bank, and the names of what is logged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from assessments import access

LOGGED = {
    "assessments.write_case": (_("Write a case"), _("Case written")),
    "assessments.revise_case": (_("Change a case"), _("Case changed")),
    "assessments.create": (_("Write an item"), _("Item written")),
    "assessments.revise": (_("Change an item"), _("Item changed")),
    "assessments.submit": (_("Submit an item for review"), _("Item submitted for review")),
    "assessments.approve": (_("Approve an item"), _("Item approved by a second reader")),
    "assessments.send_back": (_("Send an item back"), _("Item sent back by a second reader")),
    "assessments.suspend": (_("Take an item out of use"), _("Item taken out of use")),
    "assessments.try_out": (_("Try an item out"), _("Item put on trial by a second reader")),
    "assessments.adopt": (_("Let an item count"), _("Item that was tried out put into use by a second reader")),
    "assessments.approve_calibration": (_("Approve a calibration"), _("Calibration approved")),
    "assessments.reject_calibration": (_("Reject a calibration"), _("Calibration rejected")),
    "assessments.import": (_("Import items"), _("Items imported from a file")),
    "assessments.export": (_("Export items"), _("Items exported with their keys")),
    "assessments.resume": (_("Bring an item back"), _("Item brought back into use")),
    "assessments.write_test": (_("Write a test"), _("Test written")),
    "assessments.revise_test": (_("Change a test"), _("Test changed")),
    "assessments.submit_test": (_("Submit a test for review"), _("Test submitted for review")),
    "assessments.approve_test": (_("Publish a test"), _("Test published by a second reader")),
    "assessments.send_back_test": (_("Send a test back"), _("Test sent back by a second reader")),
    "assessments.withdraw_test": (_("Withdraw a test"), _("Test withdrawn")),
    "assessments.offer_test": (_("Offer a test again"), _("Test offered again")),
    "assessments.campaign.plan": (_("Plan a campaign"), _("Campaign planned")),
    "assessments.campaign.begin": (_("Begin a campaign"), _("Campaign begun")),
    "assessments.campaign.cancel": (_("Call a campaign off"), _("Campaign called off")),
    "assessments.sitting.plan": (_("Plan a sitting"), _("Sitting planned")),
    "assessments.sitting.change": (_("Change a sitting"), _("Sitting changed")),
    "assessments.sitting.announce": (_("Announce a sitting"), _("Sitting announced")),
    "assessments.sitting.cancel": (_("Call a sitting off"), _("Sitting called off")),
    "assessments.sitting.seat": (_("Give seats"), _("Seats given in a sitting")),
    "assessments.sitting.unseat": (_("Take off the list"), _("Person taken off the list of a sitting")),
    "assessments.sitting.proctors": (_("Say who watches"), _("Named who watches a sitting")),
    "assessments.sitting.prepare": (_("Prepare booklets"), _("Booklets of a sitting prepared")),
    "assessments.sitting.open": (_("Open a room"), _("Room opened")),
    "assessments.sitting.sign": (_("Sign the report of a room"), _("Report of the room signed")),
    "assessments.sitting.decide": (_("Decide about a seat"), _("Seat decided by HR")),
    "assessments.discard_test": (_("Throw a draft of a test away"), _("Draft of a test thrown away")),
    "assessments.record_training": (_("Record the training of an assessor"), _("Training of an assessor recorded")),
    "assessments.end_training": (_("End the training of an assessor"), _("Training of an assessor ended")),
}


@hooks.register("register_log_actions")
def name_what_is_logged(actions: Any) -> None:
    """Name the changes to the bank, so that the log reads like sentences."""
    for action, (label, message) in LOGGED.items():
        actions.register_action(action, label, message)


class ItemBankMenuItem(MenuItem):
    """The item bank in the menu, for those who have something to do there."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person reads the bank."""
        return access.may_read_bank(request.user, on=timezone.localdate())


@hooks.register("register_admin_urls")
def addresses_of_the_bank() -> list[Any]:
    """Put the item bank and the tests under the admin."""
    return [
        path("bank-soal/pengamatan/", include("assessments.urls_of_observations")),
        path("bank-soal/", include("assessments.bank_urls")),
        path("tes/", include("assessments.blueprint_urls")),
    ]


@hooks.register("register_admin_menu_item")
def menu_of_the_bank() -> MenuItem:
    """Show the item bank in the menu."""
    return ItemBankMenuItem(
        _("Item bank"), reverse_lazy("item_bank:index"), name="item-bank", icon_name="help", order=250
    )


@hooks.register("register_admin_menu_item")
def menu_of_the_tests() -> MenuItem:
    """Show the tests in the menu, to the same people."""
    return ItemBankMenuItem(
        _("Tests"), reverse_lazy("written_tests:index"), name="written-tests", icon_name="clipboard-list", order=251
    )
