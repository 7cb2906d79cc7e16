from courses.progress import Step, all_done, minutes_left, neighbours, next_step, share_done

STEPS = [Step(1, 10, True), Step(2, 15, False), Step(3, 20, True), Step(4, 5, False)]


def test_half_of_the_lessons_done_is_half_of_the_course():
    assert share_done(STEPS) == 0.5
    assert minutes_left(STEPS) == 20
    assert not all_done(STEPS)


def test_a_course_without_lessons_is_never_done():
    assert share_done([]) == 0
    assert not all_done([])
    assert next_step([]) is None


def test_one_goes_on_from_the_place_one_left():
    assert next_step(STEPS, 2) == STEPS[1]
    assert next_step(STEPS, 3) == STEPS[3]


def test_what_was_skipped_comes_when_nothing_lies_ahead():
    steps = [Step(1, 10, False), Step(2, 10, True)]

    assert next_step(steps, 2) == steps[0]


def test_a_place_that_the_author_removed_leads_to_the_first_open_lesson():
    assert next_step(STEPS, 99) == STEPS[1]


def test_the_first_lesson_has_nothing_before_it():
    assert neighbours(STEPS, 1) == (None, STEPS[1])
    assert neighbours(STEPS, 4) == (STEPS[2], None)
