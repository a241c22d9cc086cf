"""Optimizers: a race from one start on one surface."""

from pages.optimizers.race import racers_of, show_race, show_race_code
from pages.optimizers.settings import OptimizersSettings, choose_race, start_of
from web.session.page_head import columns, page_head

settings, style = page_head(
    "Optimizers",
    "Press Play under the picture: the same start, the same loss, different updates.",
    OptimizersSettings,
)
start, rate = start_of(settings)
racers = racers_of(settings, start, rate)
left, right = columns()
with left:
    choose_race(settings)
with right:
    show_race(racers, settings, style)
show_race_code(racers, settings, start)
