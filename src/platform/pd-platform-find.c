/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-handlers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-scope.h"
#include "platform/pd-platform-search.h"
#include "wire/pd-wire.h"

/* "Where is …?": what a client does not have and asks for by a number or a name. The answer says whether it is all: for
 * a record that was not looked at nobody may be told that there is none.
 *
 * Of another tenant nothing is told, not even that it has something of that number: to whoever asks, the answer is the
 * same as for what nobody has. */

#define MAX_FOUND 20

/** Found: one question. */
typedef struct
{
  PdPlatformCall *call;
  char *text;   /* (owned) folded */
  GString *out; /* (owned) the answer's lines */
  guint n_found;
  gboolean more; /* not everything was looked at, or told */
} Found;

/* That there is one is told to whoever works there, what it says is not. */
static void
write_record (PdPlatformCall *call, const PdRecord *record, const char *body, GString *out)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autoptr (PdRecord) hidden = NULL;

  if (pd_platform_may_read (call->session->role, type->name))
    g_string_append (out, body);
  else
    {
      hidden = pd_record_new (type, pd_record_get_id (record));
      pd_record_set_revision (hidden, pd_record_get_revision (record));
      pd_wire_write_record (out, hidden);
    }
  g_string_append_c (out, '\n');
}

static gboolean
write_found (Found *found, const char *type_name, const char *id, GError **error)
{
  const PdRecordType *type = pd_record_type_find (type_name);
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      found->call->platform->sql, error,
      "SELECT body FROM document WHERE tenant = ? AND type = ? AND id = ? AND deleted = 0", "ttt",
      found->call->session->tenant, type_name, id);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;
  g_autoptr (PdRecord) record = NULL;

  if (step != PD_PLATFORM_STEP_ROW || type == NULL)
    return step != PD_PLATFORM_STEP_FAILED;
  record = pd_wire_record_from_text (pd_platform_rows_text (rows, 0), -1, NULL);
  if (record == NULL)
    return TRUE;
  write_record (found->call, record, pd_platform_rows_text (rows, 0), found->out);
  found->n_found++;
  return TRUE;
}

static gboolean
look (Found *found, GError **error)
{
  PdPlatform *platform = found->call->platform;
  const char *tenant = found->call->session->tenant;
  g_autofree char *match = pd_platform_search_match (tenant, found->text);
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error, PD_PLATFORM_SEARCH_CANDIDATES, "tt", tenant, match);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  for (guint n = 0; rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW; n++)
    {
      found->more = n == platform->find_limit || found->n_found == MAX_FOUND;
      if (found->more)
        break;
      if (strstr (pd_platform_rows_text (rows, 3), found->text) != NULL &&
          !write_found (found, pd_platform_rows_text (rows, 1), pd_platform_rows_text (rows, 2), error))
        return FALSE;
    }
  return step != PD_PLATFORM_STEP_FAILED;
}

static void
found_clear (Found *found)
{
  g_free (found->text);
  g_string_free (found->out, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

/**
 * pd_platform_handle_find:
 *
 * GET /v1/sync/find: records that a number or a name is part of, the newest made first; "more" when there may be others.
 */
gboolean
pd_platform_handle_find (PdPlatformCall *call, GError **error)
{
  const char *text = pd_platform_request_query (call->request, "text");
  gboolean valid = text != NULL && g_utf8_validate (text, -1, NULL) &&
                   g_utf8_strlen (text, -1) <= PD_PLATFORM_SEARCH_MAX_CHARACTERS;
  g_auto (Found) found = { .call = call,
                           .text = valid ? pd_platform_search_fold (text) : NULL,
                           .out = g_string_new (NULL) };
  g_autoptr (PdWirePage) end = NULL;
  PdPlatformHead head;

  if (!valid || g_utf8_strlen (found.text, -1) < PD_PLATFORM_SEARCH_MIN_CHARACTERS)
    return pd_platform_response_fail (call->response, 400, "invalid", "text",
                                      _ ("Enter at least two characters of a number or a name."));
  if (!pd_platform_get_head (call->platform, call->session->tenant, &head, error) || !look (&found, error))
    return FALSE;
  end = pd_wire_page_new ();
  end->epoch = g_strdup (head.epoch);
  end->next = pd_platform_cursor_to_text (&head, head.sequence, head.chain);
  end->last = head.sequence;
  end->head = head.sequence;
  end->more = found.more;
  end->types = pd_platform_readable_types (call->session->role);
  pd_wire_write_page_end (found.out, end, found.n_found);
  pd_platform_response_set_bytes (call->response, 200, "application/x-ndjson",
                                  g_bytes_new (found.out->str, found.out->len));
  return TRUE;
}
