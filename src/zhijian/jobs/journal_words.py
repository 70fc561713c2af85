"""What the actions on background jobs are called in the record."""

ACTIONS = {"job.retried": "重试后台任务", "job.cancelled": "取消后台任务"}
DATA = {}
