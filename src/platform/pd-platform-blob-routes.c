/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>

#include "model/pd-attachment.h"
#include "platform/pd-platform-blob-file.h"
#include "platform/pd-platform-blobs.h"
#include "platform/pd-platform-handlers.h"

#define OCTETS "application/octet-stream"

static gboolean
fail_not_found (PdPlatformCall *call)
{
  return pd_platform_call_fail (call, 404, "not_found", _ ("There is no such file."));
}

static void
tell_standing (PdPlatformCall *call, const PdPlatformBlob *blob)
{
  pd_platform_response_set_header (call->response, "Upload-Offset",
                                   g_strdup_printf ("%" G_GINT64_FORMAT, blob->received));
  pd_platform_response_set_header (call->response, "Upload-Length",
                                   g_strdup_printf ("%" G_GINT64_FORMAT, blob->size));
  pd_platform_response_set_header (call->response, "Upload-Complete",
                                   g_strdup (blob->complete ? "true" : "false"));
}

/** pd_platform_handle_head_blob: HEAD /v1/blobs/{sha256}: how much of it is there, in the headers. */
gboolean
pd_platform_handle_head_blob (PdPlatformCall *call, GError **error)
{
  PdPlatformBlob blob;
  gboolean found = FALSE;

  if (!pd_attachment_is_hash (call->argument))
    return fail_not_found (call);
  if (!pd_platform_find_blob (call->platform, call->session->tenant, call->argument, &blob, &found, error))
    return FALSE;
  if (!found)
    return fail_not_found (call);
  tell_standing (call, &blob);
  pd_platform_response_set_bytes (call->response, 200, OCTETS, g_bytes_new (NULL, 0));
  return TRUE;
}

static gboolean
read_count (PdPlatformCall *call, const char *name, gint64 *value)
{
  const char *text = pd_platform_request_query (call->request, name);

  *value = -1;
  return text != NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, value, NULL);
}

/* TRUE when the piece was answered here because it cannot be one. Every role may: every role may change orders. */
static gboolean
refuse_piece (PdPlatformCall *call, PdPlatformBlobPiece *piece)
{
  gint64 length = piece->bytes != NULL ? (gint64) g_bytes_get_size (piece->bytes) : 0;

  if (!pd_attachment_is_hash (call->argument))
    return fail_not_found (call);
  if (length > 0 && g_strcmp0 (call->request->content_type, OCTETS) != 0)
    return pd_platform_call_fail (call, 415, "media_type", _ ("Files of this kind are not kept."));
  if (!read_count (call, "size", &piece->size) || !read_count (call, "offset", &piece->offset))
    return pd_platform_call_fail (call, 400, "invalid",
                                  _ ("The size of the file and the place of this piece are not numbers."));
  if (piece->size > PD_ATTACHMENT_MAX_BYTES)
    return pd_platform_call_fail (call, 413, "too_large", _ ("This is too large."));
  if (piece->offset > piece->size || length > piece->size - piece->offset)
    return pd_platform_call_fail (call, 400, "invalid", _ ("The piece reaches beyond the end of the file."));
  if (length == 0 && piece->offset < piece->size)
    return pd_platform_call_fail (call, 400, "invalid", _ ("The piece is empty."));
  return FALSE;
}

/** pd_platform_handle_patch_blob: PATCH /v1/blobs/{sha256}?offset=…&size=…: the next piece. */
gboolean
pd_platform_handle_patch_blob (PdPlatformCall *call, GError **error)
{
  PdPlatformBlobPiece piece = { .tenant = call->session->tenant,
                                .hash = call->argument,
                                .bytes = call->request->body };
  PdPlatformBlobOutcome outcome;
  PdPlatformBlob blob;

  if (refuse_piece (call, &piece))
    return TRUE;
  if (!pd_platform_take_blob_piece (call->platform, &piece, &blob, &outcome, error))
    return FALSE;
  switch (outcome)
    {
    case PD_PLATFORM_BLOB_ELSEWHERE:
      tell_standing (call, &blob);
      return pd_platform_call_fail (call, 409, "offset",
                                    _ ("The platform has another part of this file already."));
    case PD_PLATFORM_BLOB_WRONG:
      return pd_platform_call_fail (
          call, 422, "hash_mismatch",
          _ ("The file did not arrive as it was sent. Nothing of it was kept. Send it again."));
    case PD_PLATFORM_BLOB_QUOTA_REACHED:
      return pd_platform_call_fail (
          call, 413, "quota",
          _ ("The company's room for attachments on the platform is used up. Ask the "
             "administrator for more, or remove attachments that nobody needs."));
    case PD_PLATFORM_BLOB_TAKEN:
    default:
      tell_standing (call, &blob);
      call->response->status = 204;
      return TRUE;
    }
}

/* One range in bytes; anything else is as if it were not there. FALSE: none of it is in the file. */
static gboolean
read_range (const char *text, gint64 size, gint64 *first, gint64 *last)
{
  const char *dash = text != NULL && g_str_has_prefix (text, "bytes=") ? strchr (text, '-') : NULL;
  g_autofree char *begin = dash != NULL ? g_strndup (text + 6, (gsize) (dash - text - 6)) : NULL;
  gint64 from = -1, to = -1;

  *first = 0;
  *last = size - 1;
  if (dash == NULL || strchr (text, ',') != NULL ||
      (*begin != '\0' && !g_ascii_string_to_signed (begin, 10, 0, G_MAXINT64, &from, NULL)) ||
      (dash[1] != '\0' && !g_ascii_string_to_signed (dash + 1, 10, 0, G_MAXINT64, &to, NULL)) ||
      (from < 0 && to < 0) || (from >= 0 && to >= 0 && to < from))
    return TRUE;
  *first = from >= 0 ? from : MAX (size - to, 0);
  if (from >= 0 && to >= 0)
    *last = MIN (to, size - 1);
  return *first < size && (from >= 0 || to > 0);
}

/** pd_platform_handle_get_blob: GET /v1/blobs/{sha256}: the whole, or the part that Range asks for. */
gboolean
pd_platform_handle_get_blob (PdPlatformCall *call, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autofree char *path = NULL;
  PdPlatformBlob blob;
  gboolean found = FALSE;
  gint64 first, last;

  if (!pd_attachment_is_hash (call->argument))
    return fail_not_found (call);
  if (!pd_platform_find_blob (call->platform, call->session->tenant, call->argument, &blob, &found, error))
    return FALSE;
  if (!blob.complete)
    return fail_not_found (call);
  if (!read_range (call->request->range, blob.size, &first, &last))
    {
      pd_platform_response_set_header (call->response, "Content-Range",
                                       g_strdup_printf ("bytes */%" G_GINT64_FORMAT, blob.size));
      return pd_platform_call_fail (call, 416, "range", _ ("The file has no such part."));
    }
  path = pd_platform_blob_path (call->platform, call->session->tenant, call->argument);
  file = g_mapped_file_new (path, FALSE, error);
  if (file == NULL)
    return FALSE;
  whole = g_mapped_file_get_bytes (file);
  pd_platform_response_set_header (call->response, "Accept-Ranges", g_strdup ("bytes"));
  if (last - first + 1 < blob.size)
    pd_platform_response_set_header (call->response, "Content-Range",
                                     g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT
                                                      "/%" G_GINT64_FORMAT,
                                                      first, last, blob.size));
  pd_platform_response_set_bytes (call->response, last - first + 1 < blob.size ? 206 : 200, OCTETS,
                                  blob.size > 0 ? g_bytes_new_from_bytes (whole, (gsize) first,
                                                                          (gsize) (last - first + 1))
                                                : g_bytes_new (NULL, 0));
  call->response->as_is = TRUE;
  return TRUE;
}
