"""Green, amber, red or grey: how a task stands against its term, in words."""

from datetime import date

from zhijian.cases.lights import ESTIMATED, Light
from zhijian.exchange.models import Task
from zhijian.exchange.terms import warns_on


def light_of(task: Task, today: date) -> Light:
    """The light of a task on a day, from its own row alone."""
    if task.dropped_on is not None:
        return Light("grey", "已取消")
    if task.done_on is not None:
        late = task.due_on is not None and task.done_on > task.due_on
        return Light("grey", "已报送，超过期限" if late else "已报送", task.due_on, task.due_basis)
    if task.due_on is None:
        return Light("green", "没有期限")
    left = (task.due_on - today).days
    colour = "red" if left < 0 else "amber" if today >= warns_on(task.due_on) else "green"
    word = f"逾期 {-left} 天" if left < 0 else f"还有 {left} 天" if left else "今天到期"
    if task.due_is_estimate:
        word += ESTIMATED
    return Light(colour, word, task.due_on, task.due_basis, task.due_is_estimate)
