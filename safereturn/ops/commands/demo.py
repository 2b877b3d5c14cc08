"""safereturn demo: invented children to click through, or to measure with."""

import click


@click.command("demo")
@click.option(
    "--size",
    type=click.Choice(["town", "region"]),
    default="town",
    show_default=True,
    help="A town of a few dozen children, or a region of thousands.",
)
@click.option("--children", type=click.IntRange(min=1), default=20_000, show_default=True)
@click.option("--episodes", type=click.IntRange(min=1), default=60_000, show_default=True)
@click.option("--years", type=click.IntRange(1, 12), default=5, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same, the same region.")
def command(size: str, children: int, episodes: int, years: int, seed: int) -> None:
    """Write invented people into the demonstration's database.

    The town is written once; running this again changes nothing and says who to sign in
    as. The region adds the history of many children, drawn from published figures, and
    prints its own figures beside them; it is written once too.

    Nothing is written outside the demonstration mode.

    \b
    Examples
      safereturn demo
      safereturn demo --size region
      safereturn demo --size region --children 2000 --episodes 6000 --seed 7
    """
    from safereturn.ops.begin import begun
    from safereturn.ops.migrating import as_owner, bring_up_to_date

    if episodes < children:
        raise click.UsageError("--episodes must be at least --children: each has gone missing.")
    with begun():
        from safereturn.ops.demo import town

        town.require_demonstration()
        bring_up_to_date(verbosity=0)
        people = town.ensure()
        if size == "region":
            with as_owner():
                _region(children, episodes, years, seed)
        _say_who(people)


def _say_who(people: list[tuple[str, str, str, str]]) -> None:
    from safereturn.ops.demo import town

    click.echo("Sign in as")
    width = max(len(email) for *_, email in people)
    for name, role, agency, email in people:
        click.echo(f"  {email:<{width}}  {name}, {role}, {agency}")
    click.echo(f"with the password  {town.PASSWORD}\n\nTry first")
    for line in town.TRY_FIRST:
        click.echo(f"  {line}")


def _region(children: int, episodes: int, years: int, seed: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from safereturn.ops.demo import figures, region

    if region.is_written():
        click.echo("The region is there already: nothing was written.\n")
        return
    plan = region.Plan(
        children=children, episodes=episodes, years=years, seed=seed, now=timezone.now()
    )
    with click.progressbar(length=episodes, label="Writing episodes") as bar:
        done = region.write(connection, plan, bar.update)
    click.echo(
        f"{done.children:,} children, {done.episodes:,} episodes, {done.rows:,} rows in"
        f" {done.seconds:.0f} s: {done.rate:.0f} episodes a second.\n"
    )
    for line in figures.table(figures.of_region(connection)):
        click.echo(line)
    now = ", ".join(f"{count} {name}" for name, count in figures.under_way(connection).items())
    click.echo(f"\nToday: {now}.\nSources: docs/demonstration.md\n")
