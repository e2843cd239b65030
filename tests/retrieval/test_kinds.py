"""Which kind of answer a question asks for, and what of it a text holds."""

import tomllib
from importlib import resources

import pytest

from retrieval.answering import kinds
from retrieval.answering.kinds import kind

LISTS = tomllib.loads(resources.files("retrieval").joinpath("kinds.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("how many troops does he want", "number"),
        ("how much did the tanks cost", "money"),
        ("did the price show much change", "decision"),
        ("what percentage of voters agreed", "percent"),
        ("how long is the front", "length"),
        ("how old is griner", "age"),
        ("what year did it begin", "year"),
        ("when did it begin", "date"),
        ("what happened when they came", "any"),
        ("which country sent them", "country"),
        ("which of these european countries sent them", "country"),
        ("in which us state was it", "state"),
        ("what kind of weapons did they send", "weapon"),
        ("what did macron say", "statement"),
        ("what did macron say about the country", "statement"),
        ("would putin accept it", "decision"),
        ("who can veto it", "person"),
        ("which party leader resigned", "person"),
        ("nominated twice who won at last", "person"),
        ("did the soldiers who fled return", "decision"),
        ("where did they meet", "place"),
        ("which ukrainian city was hit", "place"),
        ("what is the new film", "title"),
        ("what is the plan called", "title"),
        ("which companies make them", "name"),
        ("which official language has it", "language"),
        ("which host country won", "country"),
        ("what is a tripwire", "any"),
        ("what is the effect of drugs", "any"),
        ("what holds the alliance together", "any"),
        ("what happens if a missile hits poland", "any"),
        ("what gas price was paid", "money"),
        ("does the plan which european countries support need a mandate", "decision"),
        ("after the war which country will send them", "country"),
        ("who said which country would send them", "statement"),
        ("how far would macron go", "any"),
        ("what were the reactions to the plan", "statement"),
    ],
)
def test_the_kind_of_answer_is_read_off_the_question(question, wanted):
    assert kind(question.split()).name == wanted


@pytest.mark.parametrize(
    ("question", "text", "things"),
    [
        (
            "which country",
            "South Korea’s army and Ukraine, not the turkey of Jordan.",
            {"south korea", "ukraine", "jordan"},
        ),
        ("what weapon", "Drones hit it, then knives.", {"drone", "knife"}),
        ("what weapon", "Two tanks, a howitzer and Taurus missiles.", {"tank", "howitzer", "taurus", "missile"}),
        ("how many", "Some 30,000 of two hundred, not one.", {"30,000", "two", "hundred"}),
        ("how much money", "It cost £5.2 million, not $ 7.", {"£5.2", "$ 7"}),
        ("what percent", "About 12 % or five per cent.", {"12 %", "five per cent"}),
        ("when", "On Monday in March 2022, or in the 1990s.", {"monday", "march", "2022", "1990s"}),
        ("when", "They may march on Feb. 24.", {"feb"}),
        ("how many", "He wants 30,000. Or 5.", {"30,000", "5"}),
        ("how long", "It is 30 miles away, a fifteen‑hour drive.", {"30 miles", "fifteen‑hour"}),
        ("how old", "Griner, 31, and a 25-year-old spoke on May 3, 2022, (66) too.", {"31", "year-old", "(66)"}),
        (
            "who",
            "In Paris, Ursula von der Leyen met Volodymyr Zelensky’s aide. The President left.",
            {"leyen", "zelensky"},
        ),
        ("who", "Kim Jong Un and Zuzana Čaputová met J. D. Vance.", {"un", "čaputová", "vance"}),
        ("where", "They met in Kyiv and, in March, near the Élysée; from there on in secret.", {"kyiv", "élysée"}),
        ("which film", "His “Civil War” and the song ‘Shchedryk,’ but “not this”.", {"civil war", "shchedryk"}),
        ("which company", "Shares of Rheinmetall and Saab rose.", {"rheinmetall", "saab"}),
    ],
)
def test_a_kind_finds_its_things_in_a_text(question, text, things):
    assert kind(question.split()).things(text) == things


def test_several_names_of_one_thing_are_that_thing():
    things = kind(["which", "country"]).things
    assert len(things("The US, or U.S., or United States of America, the USA.")) == 1
    assert len(things("Britain is the UK, the United Kingdom.")) == 1
    assert things("Which country besides the US backs it?") == things("America backs it.")


def test_every_word_of_the_lists_is_found_as_it_is_written_and_a_common_one_in_the_plural():
    for name, entry in LISTS.items():
        found = kind(["which", entry["asked"][0]])
        assert found.name == name
        assert ("words" in entry) is not found.loose
        for member in " ".join(entry["words"].split()).split(", ") if "words" in entry else ():
            names = member.split(" = ")
            words = " ".join(kinds._WORD.findall(names[0])).casefold()
            for each in names:
                assert words in found.things(f"There, {each} was seen."), (name, each)
                if each.isalpha() and each.islower() and not each.endswith(("s", "x", "ch", "sh", "y")):
                    assert words in found.things(f"There, {each}s were seen."), (name, each)


def test_no_word_asks_for_two_kinds():
    asked = [word for entry in LISTS.values() for word in entry["asked"]]
    assert len(asked) == len(set(asked))
    assert not set(asked) & set(kinds._NAMED)
