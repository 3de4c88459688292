"""A server for vdirsyncer's storage tests: the one that the environment names."""

import os

import pytest


class ServerMixin:
    @pytest.fixture
    def get_storage_args(self, slow_create_collection, aio_connector):
        async def inner(collection="test"):
            args = {
                "url": os.environ["DAV_URL"],
                "username": os.environ["DAV_USER"],
                "password": os.environ["DAV_PASSWORD"],
                "connector": aio_connector,
            }
            if collection is None:
                return args
            return await slow_create_collection(self.storage_class, args, collection)

        return inner
