"""Configuration: ``load`` turns canary.yaml and the environment into ``Settings``, or says all that is wrong."""

from canary.settings.load import config_path, load
from canary.settings.resources import data_dir
from canary.settings.values import Settings

__all__ = ["Settings", "config_path", "data_dir", "load"]
