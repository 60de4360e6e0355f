"""How many come: the mentions of people in a message, added up."""

from collections.abc import Sequence

from hotelly.conversation.understanding.people import ADULT_FROM, Guests, Mention
from hotelly.conversation.understanding.request import Known


def count_guests(mentions: Sequence[Mention], known: Known) -> Guests:
    said = _latest(mentions)
    children = [mention for mention in said if mention.kind == "child"]
    are_known = bool(children or known.children) or known.asked in ("children", "child_ages")
    told = tuple(age for mention in said for age in mention.ages) if are_known else ()
    ages = tuple(age for age in told if age < ADULT_FROM)
    count = _children(children, ages, known)
    adults = _adults(said, children, known)
    is_mixed = any(mention.kind == "total" for mention in said) and bool(children)
    doubts = {
        "adults": adults is None and (is_mixed or _is_unclear(said)),
        "children": count is None and (bool(children) or _is_family(said)),
        "child_ages": not ages and bool(told),
    }
    if adults == 0:
        adults, doubts["adults"] = None, True
    unclear = frozenset(slot for slot, is_doubtful in doubts.items() if is_doubtful)
    return Guests(adults, count, ages or None, unclear)


def _latest(mentions: Sequence[Mention]) -> list[Mention]:
    """From the last word that takes something back, its kind counts alone."""
    mends = [place for place, mention in enumerate(mentions) if mention.is_mended and place]
    if not mends:
        return list(mentions)
    new = list(mentions[mends[-1] :])
    kinds = {_slot(mention) for mention in new}
    return [old for old in mentions[: mends[-1]] if _slot(old) not in kinds] + new


def _slot(mention: Mention) -> str:
    return "children" if mention.kind in ("child", "ages") else "adults"


def _children(children: Sequence[Mention], ages: tuple[int, ...], known: Known) -> int | None:
    """None where nobody speaks of children, or nobody tells how many."""
    counts = [mention.count for mention in children if mention.count is not None]
    if len(counts) < len(children):
        return max(sum(counts), len(ages)) if ages else None
    if children and all(mention.is_added for mention in children):
        return sum(counts) + (known.children or 0)
    return sum(counts) if children else None


def _adults(said: Sequence[Mention], children: Sequence[Mention], known: Known) -> int | None:
    """None where nobody speaks of adults, or one would ask how many."""
    counted = _sum(said, "adult")
    is_mixed = any(mention.count is None for mention in children) and not counted
    if _is_unclear(said) and not counted:
        return None
    totals = [mention for mention in said if mention.kind == "total" and not mention.is_added]
    named = counted + _companions(said, has_others=bool(counted or totals))
    if totals and totals[-1].count is not None:
        if is_mixed and totals[-1].count > 1:  # `4 com as crianças`
            return None
        return _of_total(totals[-1].count, named, children)
    if named:
        return named
    added = _added(said)
    return known.adults + added if added and known.adults else None


def _is_unclear(said: Sequence[Mention]) -> bool:
    return any(mention.kind in ("unclear", "family") for mention in said)


def _is_family(said: Sequence[Mention]) -> bool:
    return any(mention.kind == "family" for mention in said)


def _companions(said: Sequence[Mention], has_others: bool) -> int:
    """The writer, relatives and friends; those who are more only beside someone."""
    has_self = any(mention.kind == "self" for mention in said)
    comes_with = any(mention.is_with for mention in said) and not has_others
    company = _sum(said, "relative") + (1 if has_self or comes_with else 0)
    return company + _added(said) if company or has_others else 0


def _added(said: Sequence[Mention]) -> int:
    return sum(m.count or 0 for m in said if m.kind == "total" and m.is_added)


def _of_total(total: int, named: int, children: Sequence[Mention]) -> int:
    """`4 pessoas, 2 adultos e 2 crianças`; `3 pessoas, sendo 1 criança`; `2 pessoas e um bebê`."""
    count = sum(mention.count or 0 for mention in children)
    if named and named + count == total:
        return named
    return total - count if any(mention.is_part for mention in children) else total


def _sum(said: Sequence[Mention], kind: str) -> int:
    return sum(mention.count or 0 for mention in said if mention.kind == kind)
