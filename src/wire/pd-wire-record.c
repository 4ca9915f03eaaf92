/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire.h"

#include "model/pd-date.h"
#include "model/pd-decimal.h"
#include "model/pd-id.h"
#include "model/pd-money.h"
#include "wire/pd-wire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Writing */

/* By hand: the printf family took half of the time of writing a record. */
static void
write_integer (GString *out, gint64 value)
{
  char digits[24], *at = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    *--at = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (value < 0)
    *--at = '-';
  pd_wire_append (out, at, (gsize) (digits + sizeof digits - at));
}

/* Returns whether the next field is still the first of its object. */
gboolean
pd_wire_write_field (GString *out, const PdRecord *record, guint field, gboolean first)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];

  if (!pd_record_has (record, field))
    return first;
  pd_wire_append (out, ",\"" + (first ? 1 : 0), first ? 1 : 2);
  pd_wire_append (out, table->name, strlen (table->name));
  pd_wire_append (out, "\":", 2);
  if (pd_field_is_text (table))
    pd_wire_write_string (out, pd_record_get_text (record, field));
  else if (table->kind == PD_KIND_FLAG)
    g_string_append (out, pd_record_get_flag (record, field) ? "true" : "false");
  else
    write_integer (out, pd_record_get_integer (record, field));
  return FALSE;
}

static gboolean
write_unknown_cb (gpointer name, gpointer json, gpointer out)
{
  g_string_append_c (out, ',');
  pd_wire_write_string (out, name);
  g_string_append_c (out, ':');
  g_string_append (out, json);
  return FALSE;
}

static void
write_unknown (GString *out, const PdRecord *record)
{
  if (pd_record_get_unknown (record) != NULL)
    g_tree_foreach (pd_record_get_unknown (record), write_unknown_cb, out);
}

void
pd_wire_write_line (GString *out, const PdRecord *line)
{
  g_string_append (out, "{\"id\":");
  pd_wire_write_string (out, pd_record_get_id (line));
  for (guint i = 0; i < pd_record_get_record_type (line)->n_fields; i++)
    pd_wire_write_field (out, line, i, FALSE);
  write_unknown (out, line);
  g_string_append_c (out, '}');
}

static void
write_list (GString *out, const PdRecord *record, guint list)
{
  GPtrArray *lines = pd_record_get_list (record, list);

  /* Most records have lines alone; an older version would keep another empty list as something unknown. */
  if (lines->len == 0 && list > 0)
    return;
  g_string_append_printf (out, ",\"%s\":[", pd_record_get_record_type (record)->lists[list]->list_name);
  for (guint i = 0; i < lines->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      pd_wire_write_line (out, g_ptr_array_index (lines, i));
    }
  g_string_append_c (out, ']');
}

/**
 * pd_wire_write_record:
 * @out: where to
 * @record: a record whose lines are sorted
 *
 * Fields come in the table's order and empty ones not at all: equal records have equal bytes on every machine.
 */
void
pd_wire_write_record (GString *out, const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  g_string_append_printf (out,
                          "{\"type\":\"%s\",\"id\":\"%s\",\"revision\":%" G_GINT64_FORMAT
                          ",\"sequence\":%" G_GINT64_FORMAT,
                          type->name, pd_record_get_id (record), pd_record_get_revision (record),
                          pd_record_get_sequence (record));
  if (pd_record_is_deleted (record))
    g_string_append (out, ",\"deleted\":true");
  for (guint i = 0; i < type->n_fields; i++)
    pd_wire_write_field (out, record, i, FALSE);
  for (guint i = 0; i < type->n_lists; i++)
    write_list (out, record, i);
  write_unknown (out, record);
  g_string_append_c (out, '}');
}

/**
 * pd_wire_record_to_text:
 * @record: a record whose lines are sorted
 *
 * Returns: (transfer full): the record as one line of JSON, without a newline
 */
char *
pd_wire_record_to_text (const PdRecord *record)
{
  GString *out = g_string_sized_new (1024);

  pd_wire_write_record (out, record);
  return g_string_free (out, FALSE);
}

/* Reading */

static gboolean
check_text_kind (const PdField *field, const char *text, const PdWirePath *path, GError **error)
{
  g_autofree char *canonical = NULL;
  gboolean ok = TRUE;

  switch (field->kind)
    {
    case PD_KIND_DECIMAL:
      canonical = pd_decimal_canonicalize (text, 13, NULL);
      ok = g_strcmp0 (canonical, text) == 0;
      break;
    case PD_KIND_DATE:
      ok = pd_date_canonicalize (text, &canonical, NULL) && g_str_equal (canonical, text);
      break;
    case PD_KIND_REFERENCE:
      ok = pd_id_is_valid (text);
      break;
    default: /* what a newer version may have added is judged by pd_record_check(), not here */
      break;
    }
  if (strlen (text) > PD_WIRE_MAX_TEXT)
    ok = FALSE;
  if (!ok)
    pd_wire_field_error (error, path, _ ("The value is not in the form that this field has."));
  return ok;
}

static gboolean
read_text_field (PdRecord *record,
                 guint field,
                 const PdWireValue *value,
                 const PdWirePath *path,
                 GError **error)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];

  const char *text = pd_wire_value_text (value);

  if (text == NULL)
    {
      pd_wire_field_error (error, path, _ ("A text is expected."));
      return FALSE;
    }
  if (*text != '\0' && !check_text_kind (table, text, path, error))
    return FALSE;
  pd_record_set_text (record, field, text);
  return TRUE;
}

static gboolean
money_in_range (gint64 fen)
{
  return fen >= -PD_MONEY_MAX && fen <= PD_MONEY_MAX;
}

/* Reads one field's value; null empties it. */
gboolean
pd_wire_read_field (PdRecord *record,
                    guint field,
                    const PdWireValue *value,
                    const PdWirePath *path,
                    GError **error)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];
  gint64 integer = 0;

  if (value->kind == PD_WIRE_NULL)
    {
      pd_record_clear (record, field);
      return TRUE;
    }
  if (pd_field_is_text (table))
    return read_text_field (record, field, value, path, error);
  if (table->kind == PD_KIND_FLAG)
    {
      if (value->kind == PD_WIRE_TRUE || value->kind == PD_WIRE_FALSE)
        {
          pd_record_set_flag (record, field, value->kind == PD_WIRE_TRUE);
          return TRUE;
        }
      pd_wire_field_error (error, path, _ ("True or false is expected."));
      return FALSE;
    }
  if (!pd_wire_value_integer (value, &integer))
    pd_wire_field_error (error, path, _ ("A whole number is expected."));
  else if (table->kind == PD_KIND_MONEY && !money_in_range (integer))
    pd_wire_field_error (error, path, _ ("The amount is out of range."));
  else
    {
      pd_record_set_integer (record, field, integer);
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_list (PdRecord *record, guint list, const PdWireValue *value, const PdWirePath *path, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record)->lists[list];
  const PdWireValue *array = pd_wire_array (value, path, PD_RECORD_MAX_LINES, error);
  const PdWireValue *element;
  PdWireIter iter;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (array == NULL)
    return FALSE;
  pd_wire_iter_init (&iter, array);
  for (guint i = 0; pd_wire_iter_next (&iter, NULL, &element); i++)
    {
      const PdWirePath line_path = { path, NULL, i };
      PdRecord *line = pd_wire_read_line (type, element, &line_path, error);

      if (line == NULL)
        return FALSE;
      pd_record_add_line (record, list, line);
      if (!g_hash_table_add (seen, (gpointer) pd_record_get_id (line)))
        {
          pd_wire_field_error (error, &line_path, _ ("Two lines have the same id."));
          return FALSE;
        }
    }
  return TRUE;
}

/* What is read beside the table's fields: of a line, its id alone. */
static const char *const record_envelope[] = { "type", "id", "revision", "sequence", "deleted", NULL };
static const char *const line_envelope[] = { "id", NULL };

static void
keep_unknown (PdRecord *record, const char *name, const PdWireValue *value)
{
  g_autofree char *json = pd_wire_value_to_text (value);

  pd_record_set_unknown (record, name, json);
}

/* Members mostly come in the table's order: the field after the last one is tried before all are looked through. */
static int
find_field (const PdRecordType *type, const char *name, int *last)
{
  int field = *last + 1;

  if (field >= (int) type->n_fields || !g_str_equal (type->fields[field].name, name))
    field = pd_record_type_field (type, name);
  if (field >= 0)
    *last = field;
  return field;
}

/* Reads all members that the table knows; what it does not know is kept as it came. */
static gboolean
read_members (PdRecord *record,
              const PdWireValue *object,
              const char *const *envelope,
              const PdWirePath *path,
              GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  const PdWireValue *value;
  const char *name;
  PdWireIter iter;
  int last = -1;

  pd_wire_iter_init (&iter, object);
  while (pd_wire_iter_next (&iter, &name, &value))
    {
      const PdWirePath member = { path, name, 0 };
      gboolean in_envelope = g_strv_contains (envelope, name);
      int field = in_envelope ? -1 : find_field (type, name, &last);
      int list = in_envelope || field >= 0 ? -1 : pd_record_type_list (type, name);

      if (field >= 0 ? !pd_wire_read_field (record, (guint) field, value, &member, error)
                     : list >= 0 && !read_list (record, (guint) list, value, &member, error))
        return FALSE;
      if (field < 0 && list < 0 && !in_envelope)
        keep_unknown (record, name, value);
    }
  return TRUE;
}

PdRecord *
pd_wire_read_line (const PdRecordType *type, const PdWireValue *value, const PdWirePath *path, GError **error)
{
  const PdWireValue *object = pd_wire_object (value, path, error);
  g_autoptr (PdRecord) line = NULL;
  const char *id;

  if (object == NULL || !pd_wire_get_id (object, "id", path, &id, error))
    return NULL;
  line = pd_record_new (type, id);
  return read_members (line, object, line_envelope, path, error) ? g_steal_pointer (&line) : NULL;
}

PdRecord *
pd_wire_read_record (const PdWireValue *value, const PdWirePath *path, GError **error)
{
  const PdWireValue *object = pd_wire_object (value, path, error);
  g_autoptr (PdRecord) record = NULL;
  const PdWirePath type_path = { path, "type", 0 };
  const char *type_name, *id;
  gint64 revision, sequence;
  gboolean deleted;

  if (object == NULL || !pd_wire_get_string (object, "type", path, TRUE, &type_name, error) ||
      !pd_wire_get_id (object, "id", path, &id, error) ||
      !pd_wire_get_count (object, "revision", path, FALSE, &revision, error) ||
      !pd_wire_get_count (object, "sequence", path, FALSE, &sequence, error) ||
      !pd_wire_get_boolean (object, "deleted", path, &deleted, error))
    return NULL;
  if (pd_record_type_find (type_name) == NULL)
    {
      pd_wire_field_error (error, &type_path, _ ("There is no record type “%s”."), type_name);
      return NULL;
    }
  record = pd_record_new (pd_record_type_find (type_name), id);
  pd_record_set_revision (record, revision);
  pd_record_set_sequence (record, sequence);
  pd_record_set_deleted (record, deleted);
  if (!read_members (record, object, record_envelope, path, error))
    return NULL;
  pd_record_sort_lines (record);
  return g_steal_pointer (&record);
}

/**
 * pd_wire_record_from_value:
 * @value: JSON from outside
 * @error: return location for a #PdWireError whose message begins with the path of the bad field
 *
 * Returns: (transfer full): the record with its lines sorted, or %NULL
 */
PdRecord *
pd_wire_record_from_value (const PdWireValue *value, GError **error)
{
  return pd_wire_read_record (value, NULL, error);
}

/**
 * pd_wire_record_from_text:
 * @text: JSON from outside
 * @length: its bytes, -1 when it ends with a NUL
 * @error: return location for a #PdWireError
 *
 * Returns: (transfer full): the record with its lines sorted, or %NULL
 */
PdRecord *
pd_wire_record_from_text (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, length, error);

  return document != NULL ? pd_wire_record_from_value (pd_wire_document_root (document), error) : NULL;
}
