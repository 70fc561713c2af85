"""The first three officers, with their one-time passwords."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhijian.core.refused import Refused
from zhijian.signin.actions import create_first_officers


class Command(BaseCommand):
    """Print the names and one-time passwords of the first officers."""

    help = "建立第一批系统管理员、安全管理员、审计员，打印各自的一次性密码"

    def handle(self, *args: Any, **options: Any) -> None:
        """Create them, or say why not."""
        try:
            made = create_first_officers()
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        for officer in made:
            self.stdout.write(f"{officer.office}\t{officer.username}\t{officer.password}")
        self.stdout.write("密码只显示这一次，首次登录须更改，并绑定动态口令。")
