"""The notices this room writes."""

from lms.errors import gettext_noop
from lms.notices.kinds import NoticeKind

KINDS: tuple[NoticeKind, ...] = (
    NoticeKind(
        code="item_approved",
        title=gettext_noop("Your item was approved"),
        body=gettext_noop("The second reader approved item %(code)s. It can be used in tests now."),
        by_email=False,
    ),
    NoticeKind(
        code="item_on_trial",
        title=gettext_noop("Your item is being tried out"),
        body=gettext_noop("The second reader approved item %(code)s for a trial: tests ask it without counting it."),
        by_email=False,
    ),
    NoticeKind(
        code="item_sent_back",
        title=gettext_noop("Your item was sent back"),
        body=gettext_noop("The second reader asks for a change to item %(code)s. The comment stands beside the item."),
        by_email=False,
    ),
    NoticeKind(
        code="test_approved",
        title=gettext_noop("Your test was published"),
        body=gettext_noop("The second reader published “%(title)s”. Attempts that begin from now on follow it."),
        by_email=False,
    ),
    NoticeKind(
        code="test_sent_back",
        title=gettext_noop("Your test was sent back"),
        body=gettext_noop("The second reader asks for a change to “%(title)s”. The comment stands beside the test."),
        by_email=False,
    ),
    NoticeKind(
        code="result_ready",
        title=gettext_noop("Your result is here"),
        body=gettext_noop("All answers of “%(title)s” have been rated. See your result and what the raters wrote."),
    ),
    NoticeKind(
        code="result_changed",
        title=gettext_noop("Your result was computed anew"),
        body=gettext_noop(
            "Something in “%(title)s” counts differently now. Your result was computed anew; "
            "what was passed stays passed."
        ),
    ),
    NoticeKind(
        code="appeal_answered",
        title=gettext_noop("Your objection was answered"),
        body=gettext_noop("A second reader answered your objection to “%(title)s”."),
    ),
    NoticeKind(
        code="supervised_sitting_asked",
        title=gettext_noop("A supervised sitting is asked for"),
        body=gettext_noop(
            "Something about your attempt at “%(title)s” stood out, and a reviewer asks you to take the test again "
            "under supervision. Your result stands until then. The page of the result says why; you can object there."
        ),
    ),
    NoticeKind(
        code="item_neutralised",
        title=gettext_noop("A question of yours counts no more"),
        body=gettext_noop("After an objection, question %(code)s was taken out of use and counts for nobody any more."),
        by_email=False,
    ),
    NoticeKind(
        code="appeals_wait",
        title=gettext_noop("Objections wait for you"),
        body=gettext_noop("%(count)s objections wait for your answer. Whoever wrote them was promised a day."),
    ),
    NoticeKind(
        code="answers_overdue",
        title=gettext_noop("Answers wait too long for a rater"),
        body=gettext_noop("%(count)s answers should have been rated by now. Raters are missing."),
    ),
    NoticeKind(
        code="answers_wait",
        title=gettext_noop("Answers wait for you"),
        body=gettext_noop("%(count)s answers wait for a rater. Whoever wrote them is waiting for a result."),
    ),
)

KINDS += (
    NoticeKind(
        code="rating_asked",
        title=gettext_noop("A 360-degree rating is asked of you"),
        body=gettext_noop("Ratings waiting for you: %(count)s. The first one ends on %(day)s. Five minutes each help."),
    ),
    NoticeKind(
        code="rating_reminder",
        title=gettext_noop("A 360-degree rating ends soon"),
        body=gettext_noop("Ratings you have not handed in: %(count)s. The first one ends on %(day)s."),
    ),
    NoticeKind(
        code="rater_named",
        title=gettext_noop("A rater waits for your confirmation"),
        body=gettext_noop("%(name)s named a colleague as rater. Confirm if that colleague knows the work."),
        by_email=False,
    ),
    NoticeKind(
        code="rating_closed",
        title=gettext_noop("Your 360-degree rating is closed"),
        body=gettext_noop("See how others experience your work, group by group, and what you could do next."),
    ),
    NoticeKind(
        code="rating_closed_above",
        title=gettext_noop("A 360-degree rating of your team is closed"),
        body=gettext_noop("The result of %(name)s stands, by group. Take time for a talk about it."),
        by_email=False,
    ),
)

# Who asks, and for what, stands on the page alone.
KINDS += (
    NoticeKind(
        code="accommodation_asked",
        title=gettext_noop("A request for an adjustment in tests waits"),
        body=gettext_noop("Somebody whom you look after asks for an adjustment in tests. Please answer soon."),
        by_email=False,
    ),
    NoticeKind(
        code="accommodation_answered",
        title=gettext_noop("Your request was answered"),
        body=gettext_noop("HR answered your request about the way you take tests."),
        by_email=False,
    ),
)

KINDS += (
    NoticeKind(
        code="sitting_announced",
        title=gettext_noop("You have a seat in a supervised test"),
        body=gettext_noop("“%(title)s” on %(day)s, %(room)s. Bring a card with your photo."),
    ),
    NoticeKind(
        code="sitting_changed",
        title=gettext_noop("Your supervised test changed"),
        body=gettext_noop("“%(title)s” is now on %(day)s, %(room)s. Please look at what changed."),
    ),
    NoticeKind(
        code="sitting_off",
        title=gettext_noop("Your supervised test does not take place"),
        body=gettext_noop("“%(title)s” on %(day)s, %(room)s: your seat was taken back. %(why)s"),
    ),
    NoticeKind(
        code="sitting_to_watch",
        title=gettext_noop("You watch a supervised test"),
        body=gettext_noop("“%(title)s” on %(day)s, %(room)s. You can open the room one hour before."),
    ),
    NoticeKind(
        code="sitting_not_to_watch",
        title=gettext_noop("You do not watch a supervised test any more"),
        body=gettext_noop("“%(title)s” on %(day)s, %(room)s: it was called off, or somebody else watches."),
    ),
    NoticeKind(
        code="sitting_unsigned",
        title=gettext_noop("A report waits for a signature"),
        body=gettext_noop("“%(title)s” on %(day)s, %(room)s is over. Without a signed report nothing is supervised."),
    ),
    NoticeKind(
        code="seat_decided",
        title=gettext_noop("HR decided what your result counts as"),
        body=gettext_noop("Something was noted while you took “%(title)s”. Read what HR decided, and why."),
    ),
)

KINDS += (
    NoticeKind(
        code="campaign_asks",
        title=gettext_noop("HR asks you to take a test"),
        body=gettext_noop("“%(title)s”, until %(day)s. You find it under “Tests”."),
    ),
    NoticeKind(
        code="campaign_reminds",
        title=gettext_noop("A test still waits for you"),
        body=gettext_noop("“%(title)s” ends on %(day)s. You have not taken it yet."),
    ),
    NoticeKind(
        code="campaign_off",
        title=gettext_noop("A test is not asked of you any more"),
        body=gettext_noop("“%(title)s” until %(day)s was called off: %(why)s"),
    ),
)

KINDS += (
    NoticeKind(
        code="portfolios_wait",
        title=gettext_noop("Portfolios wait for you"),
        body=gettext_noop("%(count)s portfolios wait for an assessor. Two judge each, without knowing of each other."),
    ),
    NoticeKind(
        code="portfolio_due",
        title=gettext_noop("A portfolio is due soon"),
        body=gettext_noop("Your judgement of the portfolio for %(competency)s is due on %(day)s; then others get it."),
    ),
    NoticeKind(
        code="portfolio_differs",
        title=gettext_noop("You and the other assessor differ"),
        body=gettext_noop("Both judgements of a portfolio for %(competency)s are in. Confer about it until %(day)s."),
    ),
    NoticeKind(
        code="portfolio_agreed",
        title=gettext_noop("You and the other assessor agree"),
        body=gettext_noop("One of you writes the decision about the portfolio for %(competency)s until %(day)s."),
    ),
    NoticeKind(
        code="portfolio_decided",
        title=gettext_noop("Your portfolio is decided"),
        body=gettext_noop("The assessors have decided about your portfolio for %(competency)s. Read their reasons."),
    ),
    NoticeKind(
        code="portfolios_late",
        title=gettext_noop("Portfolios wait too long"),
        body=gettext_noop("%(count)s portfolios should have been decided by now. Assessors are missing, or busy."),
    ),
)
