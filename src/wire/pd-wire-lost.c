/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire-lost.h"

#include "wire/pd-wire-private.h"

PdWireLost *
pd_wire_lost_new (gint64 base, const PdRecord *record)
{
  PdWireLost *lost = g_new (PdWireLost, 1);

  lost->base = base;
  lost->record = pd_record_copy (record);
  return lost;
}

void
pd_wire_lost_free (PdWireLost *lost)
{
  pd_record_unref (lost->record);
  g_free (lost);
}

/**
 * pd_wire_lost_to_text:
 * @epoch: the history that the platform has now
 * @all: (element-type PdWireLost): the records, an order before its invoices
 *
 * Returns: (transfer full): the body of POST /v1/sync/lost; the answer is that of a push, with the records' ids
 */
char *
pd_wire_lost_to_text (const char *epoch, GPtrArray *all)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"format\":%d,\"epoch\":", PD_WIRE_FORMAT);
  pd_wire_write_string (out, epoch);
  g_string_append (out, ",\"records\":[");
  for (guint i = 0; i < all->len; i++)
    {
      const PdWireLost *lost = g_ptr_array_index (all, i);

      g_string_append_printf (out, "%s{\"base\":%" G_GINT64_FORMAT ",\"record\":", i > 0 ? "," : "",
                              lost->base);
      pd_wire_write_record (out, lost->record);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]}\n");
  return g_string_free (out, FALSE);
}

static PdWireLost *
read_lost (const PdWireValue *node, const PdWirePath *path, GError **error)
{
  const PdWireValue *object = pd_wire_object (node, path, error);
  const PdWirePath record_path = { path, "record", 0 };
  g_autoptr (PdRecord) record = NULL;
  gint64 base;

  if (object == NULL || !pd_wire_get_count (object, "base", path, TRUE, &base, error))
    return NULL;
  record = pd_wire_read_record (pd_wire_value_member (object, "record"), &record_path, error);
  return record != NULL ? pd_wire_lost_new (base, record) : NULL;
}

/**
 * pd_wire_lost_from_text:
 * @text: a body
 * @length: its bytes, -1 when it ends with a NUL
 * @epoch: (out) (transfer full): the history that the sender knows
 * @error: return location for a #PdWireError
 *
 * Returns: (transfer full) (nullable) (element-type PdWireLost): the records
 */
GPtrArray *
pd_wire_lost_from_text (const char *text, gssize length, char **epoch, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, length, error);
  const PdWireValue *object =
      document != NULL ? pd_wire_object (pd_wire_document_root (document), NULL, error) : NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_lost_free);
  const PdWirePath array_path = { NULL, "records", 0 };
  const PdWireValue *array, *value;
  const char *history;
  PdWireIter iter;

  if (object == NULL || !pd_wire_check_format (object, NULL, error) ||
      !pd_wire_get_string (object, "epoch", NULL, TRUE, &history, error))
    return NULL;
  array = pd_wire_array (pd_wire_value_member (object, "records"), &array_path, PD_WIRE_MAX_LOST, error);
  if (array == NULL)
    return NULL;
  pd_wire_iter_init (&iter, array);
  for (guint i = 0; pd_wire_iter_next (&iter, NULL, &value); i++)
    {
      const PdWirePath path = { &array_path, NULL, i };
      PdWireLost *lost = read_lost (value, &path, error);

      if (lost == NULL)
        return NULL;
      g_ptr_array_add (all, lost);
    }
  *epoch = g_strdup (history);
  return g_steal_pointer (&all);
}
