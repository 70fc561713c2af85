"""The app of the programming interface."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """No tables: routers, schemas and the page that describes them."""

    name = "zhijian.api"
    verbose_name = "接口"
