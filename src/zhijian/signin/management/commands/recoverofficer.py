"""A way back in for an officer who is locked out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhijian.core.refused import Refused
from zhijian.signin.actions import recover_officer


class Command(BaseCommand):
    """Print a one-time password for one officer."""

    help = "三员丢失密码和动态口令、又没有别的安全管理员可以重设时，在服务器上重设"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("username", help="登录名")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset it, or say why not."""
        try:
            password = recover_officer(options["username"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{options['username']}\t{password}")
        self.stdout.write("密码只显示这一次，登录后须更改，并重新绑定动态口令。")
