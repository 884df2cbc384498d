"""Uploads: each is its owner's alone, whatever the role of others."""

from __future__ import annotations

from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound

from ..errors import UploadGone, UploadIncomplete
from ..models import Upload


def access_upload(user: User, upload_id: str) -> Upload:
    """Return the person's own upload; NotFound for anybody else's or after leaving its workspace, UploadGone when it expired."""
    mine = Upload.objects.filter(pk=upload_id, owner_id=user.pk, workspace__memberships__user_id=user.pk)
    upload = mine.select_related("workspace", "dataset").first()
    if upload is None:
        raise NotFound("There is no such upload.")
    if upload.expires_at < timezone.now():
        raise UploadGone("This upload expired. Start it again.")
    return upload


def complete_upload(user: User, upload_id: str) -> Upload:
    """Return the person's own upload when all its bytes are here; UploadIncomplete otherwise."""
    upload = access_upload(user, upload_id)
    if not upload.is_complete:
        raise UploadIncomplete(
            f"{upload.filename} is not complete yet: {upload.offset:,} of {upload.length:,} bytes arrived.", offset=upload.offset
        )
    return upload
