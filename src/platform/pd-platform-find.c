/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-handlers.h"

#include <glib/gi18n-lib.h>

#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-scope.h"
#include "wire/pd-wire.h"

/* "Where is …?": what a client does not have and asks for by a number or a name. A person asks, seldom: the newest
 * records are read one after another, as far as a second's patience goes. */

#define MAX_FOUND 20
#define MAX_READ 100000
#define MIN_CHARACTERS 2
#define MAX_CHARACTERS 100

/* In something that a person would call it by; not in an id or a hash. */
static gboolean
is_called (const PdRecord *record, const char *text)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  for (guint field = 0; field < type->n_fields; field++)
    {
      gboolean named = (type->fields[field].flags & (PD_FIELD_SEARCH | PD_FIELD_NUMBER)) != 0;
      const char *value = named ? pd_record_get_text (record, field) : NULL;

      if (value != NULL && strstr (value, text) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* As it stands in a record's JSON, without the quotes. */
static char *
text_in_json (const char *text)
{
  g_autoptr (GString) json = g_string_new (NULL);

  pd_wire_write_string (json, text);
  return g_strndup (json->str + 1, json->len - 2);
}

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
write_found (PdPlatformCall *call, const char *text, GString *out, guint *count, GError **error)
{
  g_autofree char *json = text_in_json (text);
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (call->platform->sql, error,
                             "SELECT body FROM (SELECT body FROM document WHERE tenant = ? AND deleted = 0 "
                             "ORDER BY seq DESC LIMIT ?)"
                             " WHERE instr (body, ?) > 0",
                             "tit", call->session->tenant, (gint64) MAX_READ, json);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && *count < MAX_FOUND &&
         (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      const char *body = pd_platform_rows_text (rows, 0);
      g_autoptr (PdRecord) record = pd_wire_record_from_text (body, -1, NULL);

      if (record == NULL || !is_called (record, text))
        continue;
      write_record (call, record, body, out);
      *count += 1;
    }
  return step != PD_PLATFORM_STEP_FAILED;
}

/** pd_platform_handle_find: GET /v1/sync/find: records that a number or a name is part of, the newest first. */
gboolean
pd_platform_handle_find (PdPlatformCall *call, GError **error)
{
  const char *text = pd_platform_request_query (call->request, "text");
  glong length = text != NULL && g_utf8_validate (text, -1, NULL) ? g_utf8_strlen (text, -1) : 0;
  g_autoptr (PdWirePage) end = NULL;
  PdPlatformHead head;
  GString *out;
  guint count = 0;

  if (length < MIN_CHARACTERS || length > MAX_CHARACTERS)
    return pd_platform_response_fail (call->response, 400, "invalid", "text",
                                      _ ("Enter at least two characters of a number or a name."));
  if (!pd_platform_get_head (call->platform, call->session->tenant, &head, error))
    return FALSE;
  out = g_string_new (NULL);
  if (!write_found (call, text, out, &count, error))
    {
      g_string_free (out, TRUE);
      return FALSE;
    }
  end = pd_wire_page_new ();
  end->epoch = g_strdup (head.epoch);
  end->next = pd_platform_cursor_to_text (&head, head.sequence, head.chain);
  end->head = head.sequence;
  pd_wire_write_page_end (out, end, count);
  pd_platform_response_set_bytes (call->response, 200, "application/x-ndjson", g_string_free_to_bytes (out));
  return TRUE;
}
