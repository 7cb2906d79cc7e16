"""Coordinating one programme and no other: how the role is given, what it opens, and how it ends."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.people import access as people_access
from lms.people import services
from lms.people.models import PostingKind, Role, RoleGrant, ScopeKind
from lms.people.selectors import roles as reading
from lms.people.services.roles import AlreadyHeld, DoesNotFitPart, MayNotGrant
from mentoring import access
from mentoring.models import Programme, ProgrammeState
from tests.builders import NOW, TODAY, grant, grant_part, person, post, sign_in, unit
from tests.mentoring.builders import office, programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """Two agencies with their coordinators, and the HR officers who give the role."""
    found = office()
    found.hr, found.hr_elsewhere, found.helper = person("Hadi"), person("Heru"), person("Bantu")
    for who, where in ((found.hr, found.home), (found.hr_elsewhere, found.other), (found.helper, found.services)):
        post(who, where)
    grant(found.hr, Role.HR, found.home)
    grant(found.hr_elsewhere, Role.HR, found.other)
    return found


def give(place, which, *, by=None, role=Role.MENTORING_COORDINATOR, to=None, since=TODAY, until=None):
    return services.give_role(
        person=(to or place.helper).uuid,
        role=role,
        over=services.Over(ScopeKind.PROGRAMME, which.uuid),
        since=since,
        until=until,
        reason="SK 7/2026",
        by=by or place.hr,
        at=NOW,
    )


def test_hr_gives_one_programme_to_somebody_who_coordinates_it_and_no_other(client, place):
    one, other = programme(place, title="Mentor data"), programme(place, title="Mentor layanan")

    made = give(place, one)

    assert (made.scope, made.unit) == ("Mentor data", place.home)
    assert list(access.coordinated_by(place.helper, on=TODAY)) == [one]
    assert not access.coordinated_by(place.hr, on=TODAY).exists()
    with pytest.raises(access.NotCoordinator):
        access.require_coordinator(place.helper, other.uuid, on=TODAY)
    sign_in(client, place.helper)
    listed = client.get(reverse("mentoring:programmes")).content.decode()
    assert "Mentor data" in listed
    assert "Mentor layanan" not in listed
    assert reverse("mentoring:create_programme") not in listed
    assert client.get(reverse("mentoring:create_programme")).status_code == 403


def test_the_role_opens_nothing_of_the_unit_the_programme_lies_in(place):
    give(place, programme(place))

    assert people_access.scope_paths(place.helper, Role.MENTORING_COORDINATOR, on=TODAY) == ()
    assert set(people_access.people_visible_to(place.helper, on=TODAY)) == {place.helper}
    with pytest.raises(people_access.OutsideScope):
        people_access.require_unit(place.helper, place.home.uuid, on=TODAY, role=Role.MENTORING_COORDINATOR)


def test_a_programme_of_another_agency_is_out_of_reach_like_one_that_does_not_exist(place):
    here = programme(place)
    with pytest.raises(people_access.MayNotView):
        give(place, here, by=place.hr_elsewhere)
    guest = person("Tamu")
    post(guest, place.other)
    with pytest.raises(MayNotGrant):
        give(place, here, by=place.hr_elsewhere, to=guest)
    gone = Programme(uuid=here.uuid)
    here.delete()
    with pytest.raises(MayNotGrant):
        give(place, gone)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MENTORING_COORDINATOR}))
def test_no_other_role_is_given_over_a_programme(place, role):
    grant(place.hr, Role.ADMINISTRATOR, place.home)

    with pytest.raises(DoesNotFitPart):
        give(place, programme(place), role=role, until=TODAY + timedelta(days=9))

    assert not RoleGrant.objects.filter(person=place.helper).exists()


def test_nobody_gives_a_role_over_a_kind_of_thing_that_no_room_has(place):
    for over in (services.Over("class", place.home.uuid), services.Over("people", place.home.uuid)):
        with pytest.raises(MayNotGrant):
            services.give_role(
                person=place.helper.uuid,
                role=Role.CLASS_ORGANISER,
                over=over,
                since=TODAY,
                until=None,
                reason="SK",
                by=place.hr,
                at=NOW,
            )


def test_a_programme_that_does_not_exist_is_never_taken_for_every_agency(place):
    services.grant_role(person=place.hr, role=Role.ADMINISTRATOR, unit=None, since=TODAY, by=None)

    with pytest.raises(MayNotGrant):
        give(place, Programme(), role=Role.VIEWER)

    assert not RoleGrant.objects.filter(person=place.helper).exists()


def test_another_role_over_a_programme_coordinates_nothing(place):
    programme(place)
    (part,) = reading.parts_to_give_over(place.hr, on=TODAY)

    grant_part(place.helper, Role.CLASS_ORGANISER, part)

    assert not access.coordinated_by(place.helper, on=TODAY).exists()


def test_the_same_programme_is_not_given_twice_and_another_one_is(place):
    one, other = programme(place), programme(place, title="Mentor layanan")
    give(place, one)

    with pytest.raises(AlreadyHeld):
        give(place, one)
    assert give(place, other).scope_title == "Mentor layanan"


def test_the_role_stands_in_the_list_and_ends_at_once(client, place):
    one = programme(place, title="Mentor data")
    made = give(place, one)
    assert [row.scope for row in reading.grants_listed(place.hr, on=TODAY, text="mentor da")] == ["Mentor data"]
    assert not reading.grants_in_reach(place.hr_elsewhere, on=TODAY).filter(uuid=made.uuid).exists()

    services.end_role(grant=made.uuid, reason="selesai", by=place.hr, at=NOW)

    assert not access.coordinated_by(place.helper, on=TODAY).exists()
    sign_in(client, place.helper)
    assert client.get(reverse("mentoring:programmes")).status_code == 403


def test_who_leaves_the_agency_leaves_its_programmes_too(place):
    made = give(place, programme(place))
    moved = date(2026, 12, 1)

    services.post(
        person=place.helper,
        position=place.helper.postings.get().position,
        unit=place.other,
        since=moved,
        kind=PostingKind.PRIMARY,
        is_head=False,
    )

    made.refresh_from_db()
    assert made.valid_to == moved - timedelta(days=1)


def test_the_form_offers_the_programmes_in_reach_and_gives_the_one_chosen(client, place):
    one, closed = programme(place, title="Mentor data"), programme(place, title="Mentor lama")
    Programme.objects.filter(pk=closed.pk).update(state=ProgrammeState.CLOSED)
    sign_in(client, place.hr, confirmed=True)
    where = reverse("people:role_give", args=[place.helper.uuid])

    form = client.get(where).content.decode()
    assert f'value="programme:{one.uuid}"' in form
    assert "Mentor lama" not in form
    answer = client.post(
        where,
        {
            "role": "mentoring_coordinator",
            "scope": f"programme:{one.uuid}",
            "since": f"{timezone.localdate():%Y-%m-%d}",
            "reason": "SK 8/2026",
        },
    )

    assert answer.status_code == 302
    assert RoleGrant.objects.get(person=place.helper).scope_uuid == one.uuid


def test_the_form_says_plainly_that_a_role_does_not_fit_and_keeps_what_was_typed(client, place):
    one = programme(place)
    sign_in(client, place.hr, confirmed=True)
    typed = {"role": "trainer", "scope": f"programme:{one.uuid}", "since": "2027-01-04", "reason": "SK 8/2026"}

    answer = client.post(reverse("people:role_give", args=[place.helper.uuid]), typed)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "tidak diberikan untuk satu kelas atau satu program saja" in text
    assert "SK 8/2026" in text


def test_who_gives_roles_over_a_unit_only_is_offered_its_programmes_only(place):
    below, admin = programme(place), person("Admin Seksi")
    section = unit("Seksi", place.services)
    inside = programme(place, title="Mentor seksi")
    Programme.objects.filter(pk=inside.pk).update(unit=section)
    post(admin, section)
    grant(admin, Role.ADMINISTRATOR, section)

    offered = {part.title for part in reading.parts_to_give_over(admin, on=TODAY)}

    assert offered == {"Mentor seksi"}
    assert below.title not in offered


def test_a_role_over_one_programme_counts_once_among_those_held(place):
    one = programme(place)
    grant_part(
        place.coordinator, Role.MENTORING_COORDINATOR, next(iter(reading.parts_to_give_over(place.hr, on=TODAY)))
    )

    assert list(access.coordinated_by(place.coordinator, on=TODAY)) == [one]
