/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-event-reader.h"

#include "wire/pd-wire.h"

#include <string.h>

/* What the platform says is shorter by far; who says more is not the platform. */
#define MAX_LINE_BYTES 1024

struct _PdSyncEventReader
{
  PdSyncHeadFunc func;
  gpointer user_data;
  GString *line;         /* (owned) as far as it has come */
  char *event;           /* (owned) (nullable) */
  char *data;            /* (owned) (nullable) */
  gboolean after_return; /* a line feed now is the end of the line that is over */
};

/**
 * pd_sync_event_reader_new:
 * @func: called for each event that tells where the history ends
 * @user_data: for @func
 *
 * Returns: (transfer full): a reader at the beginning of a stream
 */
PdSyncEventReader *
pd_sync_event_reader_new (PdSyncHeadFunc func, gpointer user_data)
{
  PdSyncEventReader *reader = g_new0 (PdSyncEventReader, 1);

  reader->func = func;
  reader->user_data = user_data;
  reader->line = g_string_new (NULL);
  return reader;
}

void
pd_sync_event_reader_free (PdSyncEventReader *reader)
{
  g_string_free (reader->line, TRUE);
  g_free (reader->event);
  g_free (reader->data);
  g_free (reader);
}

static gboolean
take_head (PdSyncEventReader *reader)
{
  g_autoptr (PdWireDocument) document = reader->data != NULL ? pd_wire_parse (reader->data, -1, NULL) : NULL;
  const PdWireValue *root = document != NULL ? pd_wire_document_root (document) : NULL;
  const char *epoch = pd_wire_value_text (pd_wire_value_member (root, "epoch"));
  gint64 head = 0;

  if (epoch == NULL || !pd_wire_value_integer (pd_wire_value_member (root, "head"), &head) || head < 0)
    return FALSE;
  reader->func (epoch, head, reader->user_data);
  return TRUE;
}

/* An event of another name is for a newer Piaodan. */
static gboolean
take_event (PdSyncEventReader *reader)
{
  gboolean good = g_strcmp0 (reader->event, "head") != 0 || take_head (reader);

  g_clear_pointer (&reader->event, g_free);
  g_clear_pointer (&reader->data, g_free);
  return good;
}

static gboolean
take_line (PdSyncEventReader *reader)
{
  const char *line = reader->line->str;
  const char *colon = strchr (line, ':');
  const char *value = colon != NULL ? colon + 1 + (colon[1] == ' ') : "";
  gsize length = colon != NULL ? (gsize) (colon - line) : reader->line->len;
  char **member = NULL;

  if (reader->line->len == 0)
    return take_event (reader);
  if (strlen (line) != reader->line->len || !g_utf8_validate (line, -1, NULL))
    return FALSE;
  if (length == strlen ("event") && strncmp (line, "event", length) == 0)
    member = &reader->event;
  else if (length == strlen ("data") && strncmp (line, "data", length) == 0)
    member = &reader->data;
  if (member != NULL)
    {
      g_free (*member);
      *member = g_strdup (value);
    }
  return TRUE;
}

/**
 * pd_sync_event_reader_feed:
 * @reader: a reader
 * @bytes: what came next
 * @size: how many bytes
 *
 * A comment is a sign of life and nothing else; of several data lines the last one counts, as the platform writes one.
 *
 * Returns: %FALSE when this is not what a platform says; the stream is of no use then
 */
gboolean
pd_sync_event_reader_feed (PdSyncEventReader *reader, const char *bytes, gsize size)
{
  for (gsize index = 0; index < size; index++)
    {
      const char byte = bytes[index];
      const gboolean rest = byte == '\n' && reader->after_return;

      reader->after_return = byte == '\r';
      if (rest)
        continue;
      if (byte != '\n' && byte != '\r')
        {
          if (reader->line->len >= MAX_LINE_BYTES)
            return FALSE;
          g_string_append_c (reader->line, byte);
          continue;
        }
      if (!take_line (reader))
        return FALSE;
      g_string_truncate (reader->line, 0);
    }
  return TRUE;
}
