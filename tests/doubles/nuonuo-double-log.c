/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

#define LOG_LENGTH 20000

typedef struct
{
  gint64 seq;
  gint64 at;
  gint64 arrived;
  char *call;
  char *order;
  char *seller;
  char *code;
  char *fault;
} NuonuoLogLine;

static void
log_line_free (NuonuoLogLine *line)
{
  g_free (line->call);
  g_free (line->order);
  g_free (line->seller);
  g_free (line->code);
  g_free (line->fault);
  g_free (line);
}

/* Writes one call into the log, and counts it. */
void
nuonuo_count (NuonuoDouble *self,
              const char *call,
              const char *order,
              const char *seller,
              const char *code,
              const char *fault)
{
  NuonuoLogLine *line = g_new0 (NuonuoLogLine, 1);
  gint64 count = GPOINTER_TO_SIZE (g_hash_table_lookup (self->calls, call));

  *line = (NuonuoLogLine){ .seq = ++self->sequence,
                           .at = nuonuo_now (self),
                           .arrived = self->now (self->now_data) / 1000,
                           .call = g_strdup (call),
                           .order = g_strdup (order),
                           .seller = g_strdup (seller),
                           .code = g_strdup (code),
                           .fault = g_strdup (fault) };
  g_queue_push_tail (&self->log, line);
  if (self->log.length > LOG_LENGTH)
    log_line_free (g_queue_pop_head (&self->log));
  g_hash_table_insert (self->calls, g_strdup (call), GSIZE_TO_POINTER (count + 1));
  if (*code == '\0' || g_str_equal (code, "E0000") || g_str_equal (code, "0000") || g_str_equal (code, "200"))
    return;
  count = GPOINTER_TO_SIZE (g_hash_table_lookup (self->refused, code));
  g_hash_table_insert (self->refused, g_strdup (code), GSIZE_TO_POINTER (count + 1));
}

/* Writes what was counted: "log" since @since, or "calls" and "refused". */
void
nuonuo_double_write_log (NuonuoDouble *self, gint64 since, JsonObject *object)
{
  JsonArray *array = json_array_new ();

  for (GList *at = self->log.head; at != NULL; at = at->next)
    {
      const NuonuoLogLine *line = at->data;
      JsonObject *row;

      if (line->seq <= since)
        continue;
      row = json_object_new ();
      json_object_set_int_member (row, "seq", line->seq);
      json_object_set_int_member (row, "at", line->at);
      json_object_set_int_member (row, "arrived", line->arrived);
      nuonuo_put (row, "call", line->call);
      nuonuo_put (row, "orderNo", line->order);
      nuonuo_put (row, "seller", line->seller);
      nuonuo_put (row, "code", line->code);
      nuonuo_put (row, "fault", line->fault);
      json_array_add_object_element (array, row);
    }
  json_object_set_array_member (object, "log", array);
}

void
nuonuo_log_clear (NuonuoDouble *self)
{
  g_queue_clear_full (&self->log, (GDestroyNotify) log_line_free);
  g_hash_table_remove_all (self->calls);
  g_hash_table_remove_all (self->refused);
}
