"""What somebody without an account may ask through a public link or an embedding: its tiles and its open filters, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponseBase
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.charts.downloads import picture_answer
from apps.charts.pictures import Look
from apps.charts.services.export import Shown
from apps.charts.tiles.question import TileQuestion, tile_question
from apps.charts.tiles.responses import answered, asked_in, one_tile
from apps.charts.tiles.serving import tile_set
from apps.core.api import reads
from apps.core.errors import AppError, NotFound, TooManyRequests
from apps.engine.errors import EngineError
from apps.queries.responses import ARROW, as_arrow, waiting

from ..errors import DoorClosed, FilterInvalid, PasswordWanted, TileClosed
from ..services.addresses import crossed_in
from ..services.data import chart_of, drawn_as, narrowing, tile_payload, tile_stream
from ..services.guests import Guest, enter
from ..services.values import filter_values
from ..services.viewing import Viewing, read_viewing
from .common import AnyAccept, body, given_in, only

SESSION_KEY = "doors"  # link id -> mark of the password that was given
_TOLD = (DoorClosed, PasswordWanted, FilterInvalid, TooManyRequests)
View = Callable[..., HttpResponseBase]


def guest_of(request: Any, secret: str) -> Guest:
    """Who comes with the token, for the page and the API alike."""
    return enter(secret, request.META.get("REMOTE_ADDR", ""), request.session.get(SESSION_KEY, {}))


def _discreet(view: View) -> View:
    """Guests hear of their own mistakes; other reasons name things of the workspace, so they hear only that it cannot be shown."""

    @wraps(view)
    def wrapped(request: Request, secret: str, **ids: Any) -> HttpResponseBase:
        try:
            return view(request, guest_of(request, secret), **ids)
        except _TOLD:
            raise
        except NotFound:
            raise NotFound("This is not part of what the link shows. Reload the page.") from None
        except (AppError, EngineError) as error:
            raise TileClosed("This tile cannot be shown now. Tell whoever sent you the link.") from error

    return wrapped


def _door(method: str) -> Callable[[View], Any]:
    """An endpoint without sign-in."""

    def decorate(view: View) -> Any:
        made = permission_classes([AllowAny])(authentication_classes([])(_discreet(view)))
        door = api_view([method])(made)
        door.cls.content_negotiation_class = AnyAccept
        return door

    return decorate


def _viewing(request: Request, guest: Guest, filters: Any, cross: Any) -> Viewing:
    return read_viewing(guest.user, guest.dashboard, given=guest.given(filters), cross=cross, wait=waiting(request), guest=True)


@reads
@_door("POST")
def tile_data(request: Request, guest: Guest, tile_id: str) -> HttpResponseBase:
    """What a tile shows a guest, under `{"filters", "cross"}` as for members; `prepare` is heard and not needed."""
    asked, tile = only(body(request), "filters", "cross", "prepare"), guest.tile(tile_id)
    viewing = _viewing(request, guest, asked.get("filters"), asked.get("cross"))
    if asked.get("prepare"):
        return Response({"prepared": False})
    if ARROW in request.headers.get("Accept", ""):
        answer, schema = tile_stream(tile=tile, viewing=viewing)
        return as_arrow(request, answer, schema=schema)
    payload = tile_payload(tile=tile, viewing=viewing)
    narrowed_by = [name for name in payload["filtered_by"] if name not in guest.locked]
    return Response(payload | {"question": "", "filtered_by": narrowed_by})


@reads
@_door("POST")
def tile_counts(request: Request, guest: Guest, tile_id: str) -> HttpResponseBase:
    """Counts behind a tile of very many points, as for members."""
    asked = asked_in(request, "filters", "cross", "tile", "view")
    return answered(request, _points(request, guest, tile_id, asked), asked, outside=True)


@_door("GET")
def tile_count(request: Request, guest: Guest, tile_id: str, z: int, x: int, y: int) -> HttpResponseBase:
    """One tile of counts (`ask`: `filters` and `cross`, as JSON), which a browser keeps by its ETag."""
    return one_tile(request, tile_set(_points(request, guest, tile_id, asked_in(request, "filters", "cross"))), z, x, y)


def _points(request: Request, guest: Guest, tile_id: str, asked: dict[str, Any]) -> TileQuestion:
    tile = guest.tile(tile_id)
    chart = chart_of(tile)
    narrowed = narrowing(tile, _viewing(request, guest, asked.get("filters"), asked.get("cross")))
    return tile_question(guest.user, chart.dataset, spec=chart.spec, kind=chart.kind, filters=narrowed)


@_door("GET")
def tile_picture(request: Request, guest: Guest, tile_id: str) -> HttpResponseBase:
    """A tile's picture under the filters of the address, with `format`, `width`, `height`, `scale` and `theme` as for charts."""
    tile = guest.tile(tile_id)
    chart, viewing = chart_of(tile), _viewing(request, guest, given_in(request), crossed_in(request.query_params))
    shown = Shown.of(chart, guest.user, title=tile.title or chart.name, origin="tile", wait=viewing.wait, **drawn_as(tile, viewing))
    return picture_answer(shown, Look.read(request.query_params), save=request.query_params.get("download") == "1")


@_door("GET")
def filter_offers(request: Request, guest: Guest, filter_id: str) -> HttpResponseBase:
    """Values that an open filter offers, narrowed by the locked ones."""
    if filter_id in guest.locked:
        raise NotFound("This filter is locked.")
    given, search = guest.given(given_in(request)), request.query_params.get("q", "")
    return Response(filter_values(user=guest.user, dashboard=guest.dashboard, filter_id=filter_id, given=given, search=search))
