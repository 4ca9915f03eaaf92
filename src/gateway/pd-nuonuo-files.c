/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE (20 * 1024 * 1024)
#define FILE_WAIT (10 * G_TIME_SPAN_SECOND)

static const char *const url_names[PD_GATEWAY_N_FILES] = { [PD_GATEWAY_FILE_PDF] = "pdfUrl",
                                                           [PD_GATEWAY_FILE_OFD] = "ofdUrl",
                                                           [PD_GATEWAY_FILE_XML] = "xmlUrl" };

static gboolean
begins_with (const char *bytes, gsize size, const char *text)
{
  return size >= strlen (text) && g_ascii_strncasecmp (bytes, text, strlen (text)) == 0;
}

/* XML, and not the page of a server that does not have it. */
static gboolean
is_xml (const char *bytes, gsize size)
{
  const char *end = bytes + size;

  if (begins_with (bytes, size, "\xef\xbb\xbf"))
    bytes += 3;
  while (bytes < end && g_ascii_isspace (*bytes))
    bytes++;
  size = (gsize) (end - bytes);
  return size > 1 && *bytes == '<' && !begins_with (bytes, size, "<html") &&
         !begins_with (bytes, size, "<!doctype html");
}

/**
 * pd_nuonuo_is_file:
 * @kind: what it should be
 * @bytes: what came
 *
 * Looks whether a file is what its link said, and whole as far as its format tells: a server that does not have it yet
 * often sends a page with status 200.
 *
 * Returns: whether it may be kept
 */
gboolean
pd_nuonuo_is_file (PdGatewayFileKind kind, GBytes *bytes)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  gsize tail = MIN (size, 2048);

  switch (kind)
    {
    case PD_GATEWAY_FILE_PDF:
      return begins_with (text, size, "%PDF-") && memmem (text + size - tail, tail, "%%EOF", 5) != NULL;
    case PD_GATEWAY_FILE_OFD: /* a ZIP with its directory at the end */
      return begins_with (text, size, "PK\003\004") &&
             memmem (text + size - tail, tail, "PK\005\006", 4) != NULL;
    case PD_GATEWAY_FILE_XML:
    default:
      return is_xml (text, size);
    }
}

/* Whether there is nothing more to come of this kind. */
static gboolean
fetch (PdNuonuo *self,
       const PdWireValue *row,
       PdGatewayFileKind kind,
       PdGatewayAnswer *answer,
       GCancellable *cancellable)
{
  g_autofree char *url = pd_nuonuo_read_text (row, url_names[kind]);
  g_auto (PdGatewayHttpReply) reply = PD_GATEWAY_HTTP_REPLY_INIT;
  PdGatewayHttpRequest request = {
    .method = "GET", .url = url, .max_reply = MAX_FILE, .is_repeatable = TRUE
  };

  /* Every invoice has a PDF sooner or later; the others only where the company has ordered them. */
  if (url == NULL)
    return kind != PD_GATEWAY_FILE_PDF;
  /* Only a provider on this machine has links to this machine: another one's would reach what is not its own. */
  if (!pd_gateway_http_may_use (url) ||
      (!g_str_has_prefix (url, "https:") && g_str_has_prefix (self->services_url, "https:")))
    {
      g_debug ("the provider’s link to a file is not used: it is not https");
      return kind != PD_GATEWAY_FILE_PDF;
    }
  self->transport.send (self->transport.data, &request, &reply, cancellable);
  if (reply.outcome != PD_GATEWAY_HTTP_REPLIED || reply.status != 200 ||
      !pd_nuonuo_is_file (kind, reply.body))
    return FALSE;
  answer->files[kind] = g_bytes_ref (reply.body);
  return TRUE;
}

/* @asked: (transfer full): what is known of the order */
static PdGatewayAnswer *
not_yet (PdGatewayAnswer *asked)
{
  asked->wait = MAX (asked->wait, FILE_WAIT);
  return pd_gateway_answer_without_files (asked);
}

/* Its seal failed: the provider seals it again. */
static PdGatewayAnswer *
seal_again (PdNuonuo *self, const PdGatewayKey *key, GCancellable *cancellable)
{
  PdGatewayAnswer *again = pd_nuonuo_send_retry (self, key->key, cancellable);

  if (again->state == PD_GATEWAY_SENT)
    {
      g_free (again->reason);
      again->reason = g_strdup (_ ("The bureau seals the invoice again."));
    }
  /* Whatever became of the retry, the invoice is there. */
  again->state = PD_GATEWAY_SENT;
  if (again->next != PD_GATEWAY_NEXT_CONFIGURE)
    again->next = PD_GATEWAY_NEXT_QUERY;
  return not_yet (again);
}

/**
 * pd_nuonuo_fetch_files:
 *
 * See PdGatewayFunctions.fetch_files. Where there are PDF and OFD, the OFD is the original voucher. An invoice whose
 * seal failed has no files until the provider seals it again, which is asked for here.
 */
PdGatewayAnswer *
pd_nuonuo_fetch_files (gpointer data, const PdGatewayKey *key, GCancellable *cancellable)
{
  PdNuonuo *self = data;
  g_auto (PdNuonuoReply) reply = { 0 };
  PdGatewayAnswer *answer;
  const PdWireValue *row;
  gboolean complete = TRUE;
  gint64 status = 0;

  pd_nuonuo_ask_result (self, key, 1, &reply, cancellable);
  row = pd_nuonuo_find_key (reply.result, key);
  pd_nuonuo_read_integer (row, "status", &status);
  if (status == 24)
    return seal_again (self, key, cancellable);
  answer = pd_nuonuo_read_asked (&reply, key, pd_nuonuo_now (self));
  if (row == NULL || (status != 2 && status != 31 && status != 3))
    return not_yet (answer);
  answer->state = PD_GATEWAY_ISSUED;
  answer->next = PD_GATEWAY_NEXT_NOTHING;
  for (guint kind = 0; kind < PD_GATEWAY_N_FILES; kind++)
    complete = fetch (self, row, kind, answer, cancellable) && complete;
  answer->files_pending = !complete;
  answer->wait = complete ? 0 : FILE_WAIT;
  return answer;
}
