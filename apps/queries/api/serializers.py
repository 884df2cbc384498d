"""What the endpoints take and give."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ..models import QueryRun

PAGE_ROWS = 10_000


class ExecuteInput(serializers.Serializer[Any]):
    """Either `spec` or `sql`. `rows` caps JSON answers (at most 10,000); CSV and Arrow answers are whole."""

    dataset_id = serializers.CharField(required=False, allow_blank=True, default="")
    spec = serializers.JSONField(required=False, allow_null=True, default=None)
    sql = serializers.CharField(required=False, allow_null=True, default=None, trim_whitespace=False)
    params = serializers.DictField(required=False, default=dict)
    mode = serializers.ChoiceField(choices=("cached", "fresh"), default="cached")
    timezone = serializers.CharField(default="UTC", max_length=64)
    rows = serializers.IntegerField(required=False, min_value=1, max_value=PAGE_ROWS, default=PAGE_ROWS)
    run_id = serializers.RegexField(r"^[A-Za-z0-9]{10,20}$", required=False)
    format = serializers.ChoiceField(choices=("json", "csv", "arrow"), required=False)
    narrow = serializers.BooleanField(default=False, help_text="Arrow only: float32 and dictionary codes, for drawing.")
    origin = serializers.ChoiceField(choices=("api", "sql"), default="api")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["spec"] is None) == (attrs["sql"] is None):
            raise serializers.ValidationError("Send either `spec` or `sql`.")
        if attrs["spec"] is not None and not attrs["dataset_id"]:
            attrs["dataset_id"] = attrs["spec"].get("dataset", "") if isinstance(attrs["spec"], dict) else ""
        return attrs


class ColumnOutput(serializers.Serializer[Any]):
    """One column of an answer."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field called like an attribute of the base class
    type = serializers.CharField()
    role = serializers.CharField()


class AnswerOutput(serializers.Serializer[Any]):
    """`row_count` rows are here, `total` there are."""

    columns = ColumnOutput(many=True)
    rows = serializers.ListField(child=serializers.ListField())
    row_count = serializers.IntegerField()
    total = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    cached = serializers.BooleanField()
    elapsed_ms = serializers.FloatField()
    run_id = serializers.CharField()


class ValidateOutput(serializers.Serializer[Any]):
    """A question that would run: the SQL it becomes and the tables it reads."""

    valid = serializers.BooleanField()
    sql = serializers.CharField()
    tables = serializers.ListField(child=serializers.CharField())


class RunOutput(serializers.ModelSerializer[QueryRun]):
    """A row of the history."""

    class Meta:
        model = QueryRun
        fields = ("id", "origin", "state", "sql", "spec", "version_ids", "row_count", "elapsed_ms", "cached", "error", "ended_at")


class RunPage(serializers.Serializer[Any]):
    """One page of the history."""

    items = RunOutput(many=True)
    next = serializers.CharField(allow_null=True)
    prev = serializers.CharField(allow_null=True)
