"""The adaptive test beside catsim, and how it behaves over a bank: `python -m tests.benchmarks adaptive`."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from catsim.estimation import NumericalSearchEstimator
from catsim.initialization import FixedPointInitializer
from catsim.item_bank import ItemBank
from catsim.selection import RandomesqueSelector

from assessments.psychometrics.response_model import FloatArray, probability
from assessments.psychometrics.selection import Bank, Rules, Sitting, Stopping, Usage, why_stop

ITEMS, PEOPLE = 300, 2_000
STEPS = 20
SEED = 20261128


@dataclass(frozen=True)
class Run:
    """What a simulation came to: items a person, error of the estimates, and how the bank was used."""

    items: float
    rmse: float
    bias: float
    highest_exposure: float
    unused: float


def bank_of(generator: np.random.Generator, cells: int = 1) -> Bank:
    """Return the bank of the reference: a lognormal(0, 0.3), b standard normal, over so many contents."""
    return Bank.of(
        generator.lognormal(0.0, 0.3, ITEMS),
        generator.normal(size=ITEMS),
        cell=np.arange(ITEMS) % cells,
    )


def simulate(bank: Bank, rules: Rules, stopping: Stopping, generator: np.random.Generator) -> Run:
    """Let the people of the reference take the test one after the other."""
    abilities = generator.normal(size=PEOPLE)
    counts, lengths, errors = np.zeros(ITEMS), np.zeros(PEOPLE), np.zeros(PEOPLE)
    for person, theta in enumerate(abilities):
        sitting, usage = Sitting(bank), Usage(counts, person)
        while True:
            ability = sitting.ability
            if why_stop(ability, len(sitting.asked), stopping):
                break
            item = sitting.choose(generator, rules, usage, ability.theta)
            assert item is not None
            sitting.present(item)
            counts[item] += 1
            right = generator.random() < float(probability(theta, bank.a[item], bank.b[item]))
            sitting.answer(item, int(right))
        lengths[person], errors[person] = len(sitting.asked), ability.theta - theta
    return Run(
        items=float(lengths.mean()),
        rmse=float(np.sqrt(np.mean(errors**2))),
        bias=float(errors.mean()),
        highest_exposure=float(counts.max() / PEOPLE),
        unused=float(np.mean(counts == 0)),
    )


def cost_of_a_step(bank: Bank, answers: FloatArray) -> float:
    """Return the microseconds of CPU of one step: pick one of the best five, learn from the answer."""
    generator, rules = np.random.default_rng(SEED), Rules()
    began = time.process_time()
    for row in answers:
        sitting = Sitting(bank)
        for score in row:
            item = sitting.choose(generator, rules)
            assert item is not None
            sitting.present(item)
            sitting.answer(item, int(score))
    return (time.process_time() - began) / answers.size * 1e6


def cost_of_a_step_of_catsim(bank: Bank, answers: FloatArray) -> float:
    """Return the same of catsim 0.21: its randomesque selector with five items, its estimator by maximum likelihood."""
    table = np.column_stack([bank.a, bank.b, np.zeros(ITEMS), np.ones(ITEMS)])
    items = ItemBank(table)
    selector, estimator = RandomesqueSelector(5), NumericalSearchEstimator()
    start, generator = FixedPointInitializer(0.0), np.random.default_rng(SEED)
    began = time.process_time()
    for row in answers:
        theta, asked, given = start.initialize(), [], []
        for score in row:
            picked = selector.select(item_bank=items, administered_items=asked, est_theta=theta, rng=generator)
            asked.append(int(picked))
            given.append(bool(score))
            theta = estimator.estimate(
                item_bank=items, administered_items=asked, response_vector=given, est_theta=theta
            )
    return (time.process_time() - began) / answers.size * 1e6


def main() -> None:
    """Print the cost of a step beside catsim's, and what the rules of the test do over a simulated bank."""
    generator = np.random.default_rng(SEED)
    bank = bank_of(generator)
    answers = (generator.random((400, STEPS)) < 0.5).astype(np.float64)
    own = cost_of_a_step(bank, answers)
    other = cost_of_a_step_of_catsim(bank, answers[:20])
    print(f"one step (pick of 5, update), {ITEMS} items    {own:8.1f} µs CPU")
    print(f"the same by catsim (comparator)           {other:8.1f} µs CPU   {other / own:.0f} times")
    print()
    print(f"{PEOPLE} people, {ITEMS} items               items    RMSE    bias  exposure  unused")
    for name, rules, stopping, cells in [
        ("until SE 0.40", Rules(), Stopping(1, 60, 0.40, None), 1),
        ("until SE 0.30", Rules(), Stopping(1, 60, 0.30, None), 1),
        (
            "cap 0.25, five contents, SE 0.30",
            Rules(exposure_cap=0.25, shares=(0.2,) * 5),
            Stopping(1, 40, 0.30, None),
            5,
        ),
    ]:
        draws = np.random.default_rng(SEED + 1)
        found = simulate(bank_of(draws, cells), rules, stopping, draws)
        print(
            f"{name:<34} {found.items:8.1f} {found.rmse:7.3f} {found.bias:+7.3f} "
            f"{found.highest_exposure:9.3f} {found.unused:7.2f}"
        )


if __name__ == "__main__":
    main()
