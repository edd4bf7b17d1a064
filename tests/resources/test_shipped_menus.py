"""Food table, recommended amounts, dishes, words of what is forbidden: whole, sourced, fitting one another."""

import json

from desktop.models.codes import code_list
from desktop.models.ledgers.meal_forbidden import why_forbidden
from desktop.models.ledgers.meal_menus import Food
from desktop.models.measure_fields import Nutrient
from desktop.places import RESOURCES

FILES = ("foods", "guides", "dishes", "forbidden", "allergens")


def told(name):
    return json.loads((RESOURCES / "meals" / f"{name}.json").read_text("utf-8"))


FOODS, DISHES, GUIDES = told("foods")["foods"], told("dishes")["dishes"], told("guides")["guides"]
NUTRIENTS = [field.name for field in Food.fields() if isinstance(field, Nutrient)]


def test_every_file_names_its_source():
    for name in FILES:
        assert told(name)["source"] and told(name)["as_of"] and told(name)["note"], name


def test_about_a_hundred_and_twenty_foods_each_once():
    assert 110 <= len(FOODS) == len({row["name"] for row in FOODS})


def test_a_food_has_every_column_even_where_nobody_knows_the_figure():
    for row in FOODS:
        assert set(NUTRIENTS) | {"name", "kind", "edible"} == set(row) - {"note"}, row["name"]
        assert row["kind"] in code_list("food_kind").labels
        assert 1 <= row["edible"] <= 100


def test_energy_agrees_with_what_gives_it():
    """Fibre and rounding leave room; a slip of the decimal point does not."""
    for row in FOODS:
        made = 4 * row["protein"] + 9 * row["fat"] + 4 * row["carbohydrate"]
        assert abs(row["energy"] - made) <= max(0.25 * made, 12), row["name"]


def test_what_is_in_a_hundred_grams_weighs_no_more():
    for row in FOODS:
        assert row["protein"] + row["fat"] + row["carbohydrate"] <= 101, row["name"]


def test_every_dish_is_made_of_known_foods():
    names = {row["name"] for row in FOODS}
    for row in DISHES:
        assert set(row["parts"]) <= names, row["name"]
        assert all(0 < grams <= 250 for grams in row["parts"].values())
        assert row["kind"] in code_list("dish_kind").labels


def test_nothing_shipped_is_forbidden():
    for row in (*FOODS, *DISHES):
        assert not why_forbidden(row["name"])


def test_every_word_of_the_law_is_caught():
    for row in told("forbidden")["foods"]:
        assert all(row["name"].removesuffix("类食品") in why_forbidden(word) for word in row["words"])


def test_each_recommendation_stands_for_every_age_group():
    ages = list(code_list("age_group").labels)
    for name in dict.fromkeys(row["name"] for row in GUIDES):
        assert [row["age"] for row in GUIDES if row["name"] == name] == ages, name


def test_a_recommendation_has_a_name_that_the_food_table_knows():
    known = {field.label.partition("（")[0] for field in Food.fields()} | {"脂肪供能比", "碳水化合物供能比"}
    kinds = code_list("food_kind")
    assert all(row["name"] in known or kinds.find(row["name"]) for row in GUIDES)


def test_older_pupils_are_given_more_energy_and_no_span_is_upside_down():
    energy = [row["low"] for row in GUIDES if row["name"] == "能量"]
    assert energy == sorted(energy)
    assert all(row["high"] is None or row["low"] <= row["high"] for row in GUIDES)


def test_three_meals_can_make_a_whole_day():
    shares = [span for name, span in told("guides")["shares"].items() if name != "what"]
    assert sum(low for low, _ in shares) <= 100 <= sum(high for _, high in shares)
