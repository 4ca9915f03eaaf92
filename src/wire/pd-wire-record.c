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

/* Returns whether the next field is still the first of its object. */
gboolean
pd_wire_write_field (GString *out, const PdRecord *record, guint field, gboolean first)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];

  if (!pd_record_has (record, field))
    return first;
  g_string_append_printf (out, "%s\"%s\":", first ? "" : ",", table->name);
  if (pd_field_is_text (table))
    pd_wire_write_string (out, pd_record_get_text (record, field));
  else if (table->kind == PD_KIND_FLAG)
    g_string_append (out, pd_record_get_flag (record, field) ? "true" : "false");
  else
    g_string_append_printf (out, "%" G_GINT64_FORMAT, pd_record_get_integer (record, field));
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
check_text_kind (const PdField *field, const char *text, const char *path, GError **error)
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
read_text_field (PdRecord *record, guint field, JsonNode *node, const char *path, GError **error)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];

  if (!pd_wire_node_is_text (node))
    {
      pd_wire_field_error (error, path, _ ("A text is expected."));
      return FALSE;
    }
  if (*json_node_get_string (node) != '\0' &&
      !check_text_kind (table, json_node_get_string (node), path, error))
    return FALSE;
  pd_record_set_text (record, field, json_node_get_string (node));
  return TRUE;
}

static gboolean
money_in_range (gint64 fen)
{
  return fen >= -PD_MONEY_MAX && fen <= PD_MONEY_MAX;
}

/* Reads one field's value; null empties it. */
gboolean
pd_wire_read_field (PdRecord *record, guint field, JsonNode *node, const char *path, GError **error)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];
  GType expected = table->kind == PD_KIND_FLAG ? G_TYPE_BOOLEAN : G_TYPE_INT64;

  if (JSON_NODE_HOLDS_NULL (node))
    {
      pd_record_clear (record, field);
      return TRUE;
    }
  if (pd_field_is_text (table))
    return read_text_field (record, field, node, path, error);
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != expected)
    {
      pd_wire_field_error (error, path,
                           expected == G_TYPE_BOOLEAN ? _ ("True or false is expected.")
                                                      : _ ("A whole number is expected."));
      return FALSE;
    }
  if (table->kind == PD_KIND_FLAG)
    pd_record_set_flag (record, field, json_node_get_boolean (node));
  else if (table->kind == PD_KIND_MONEY && !money_in_range (json_node_get_int (node)))
    {
      pd_wire_field_error (error, path, _ ("The amount is out of range."));
      return FALSE;
    }
  else
    pd_record_set_integer (record, field, json_node_get_int (node));
  return TRUE;
}

static gboolean
read_list (PdRecord *record, guint list, JsonNode *node, const char *path, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record)->lists[list];
  JsonArray *array = pd_wire_array (node, path, PD_RECORD_MAX_LINES, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *line_path = pd_wire_path_index (path, i);
      PdRecord *line = pd_wire_read_line (type, json_array_get_element (array, i), line_path, error);

      if (line == NULL)
        return FALSE;
      pd_record_add_line (record, list, line);
      if (!g_hash_table_add (seen, (gpointer) pd_record_get_id (line)))
        {
          pd_wire_field_error (error, line_path, _ ("Two lines have the same id."));
          return FALSE;
        }
    }
  return TRUE;
}

/* What is read beside the table's fields: of a line, its id alone. */
static const char *const record_envelope[] = { "type", "id", "revision", "sequence", "deleted", NULL };
static const char *const line_envelope[] = { "id", NULL };

static void
keep_unknown (PdRecord *record, const char *name, JsonNode *node)
{
  g_autofree char *json = pd_wire_node_to_text (node);

  pd_record_set_unknown (record, name, json);
}

/* Reads all members that the table knows; what it does not know is kept as it came. */
static gboolean
read_members (PdRecord *record,
              JsonObject *object,
              const char *const *envelope,
              const char *path,
              GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *member = pd_wire_path (path, name);
      int field = pd_record_type_field (type, name), list = pd_record_type_list (type, name);

      if (field >= 0 ? !pd_wire_read_field (record, (guint) field, node, member, error)
                     : list >= 0 && !read_list (record, (guint) list, node, member, error))
        return FALSE;
      if (field < 0 && list < 0 && !g_strv_contains (envelope, name))
        keep_unknown (record, name, node);
    }
  return TRUE;
}

PdRecord *
pd_wire_read_line (const PdRecordType *type, JsonNode *node, const char *path, GError **error)
{
  JsonObject *object = pd_wire_object (node, path, error);
  g_autoptr (PdRecord) line = NULL;
  const char *id;

  if (object == NULL || !pd_wire_get_id (object, "id", path, &id, error))
    return NULL;
  line = pd_record_new (type, id);
  return read_members (line, object, line_envelope, path, error) ? g_steal_pointer (&line) : NULL;
}

PdRecord *
pd_wire_read_record (JsonNode *node, const char *path, GError **error)
{
  JsonObject *object = pd_wire_object (node, path, error);
  g_autoptr (PdRecord) record = NULL;
  g_autofree char *type_path = pd_wire_path (path, "type");
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
      pd_wire_field_error (error, type_path, _ ("There is no record type “%s”."), type_name);
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
 * pd_wire_record_from_node:
 * @node: JSON from outside
 * @error: return location for a #PdWireError whose message begins with the path of the bad field
 *
 * Returns: (transfer full): the record with its lines sorted, or %NULL
 */
PdRecord *
pd_wire_record_from_node (JsonNode *node, GError **error)
{
  return pd_wire_read_record (node, "", error);
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
  g_autoptr (JsonNode) root = pd_wire_parse (text, length, error);

  return root != NULL ? pd_wire_record_from_node (root, error) : NULL;
}
