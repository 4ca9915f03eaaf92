/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-import-mapping-private.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_JSON_BYTES (256 * 1024)
#define MAX_DEPTH 16
#define VERSION 1

/**
 * pd_import_mapping_to_json:
 *
 * Writes the mapping so that it can be kept and used for the next file of the same kind. Columns are named by
 * their headings: a file with a column more, or in another order, still fits. The order date is left out,
 * because tomorrow has another.
 *
 * Returns: (transfer full): JSON text
 */
char *
pd_import_mapping_to_json (const PdImportMapping *mapping)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GList) defaults = g_list_sort (g_hash_table_get_keys (mapping->defaults), (GCompareFunc) strcmp);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, VERSION);
  json_builder_set_member_name (builder, "source");
  json_builder_add_string_value (builder, mapping->source);
  json_builder_set_member_name (builder, "split_by_buyer");
  json_builder_add_boolean_value (builder, mapping->split_by_buyer);
  json_builder_set_member_name (builder, "fill_down");
  json_builder_add_boolean_value (builder, mapping->fill_down);
  json_builder_set_member_name (builder, "defaults");
  json_builder_begin_object (builder);
  for (GList *l = defaults; l != NULL; l = l->next)
    if (!g_str_equal (l->data, "order.order_date"))
      {
        json_builder_set_member_name (builder, l->data);
        json_builder_add_string_value (builder, g_hash_table_lookup (mapping->defaults, l->data));
      }
  json_builder_end_object (builder);

  json_builder_set_member_name (builder, "sheets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < mapping->sheets->len; i++)
    {
      const PdImportSheet *sheet = g_ptr_array_index (mapping->sheets, i);

      if (sheet->heading_row < 0)
        continue;
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, sheet->name);
      json_builder_set_member_name (builder, "used");
      json_builder_add_boolean_value (builder, sheet->used);
      json_builder_set_member_name (builder, "columns");
      json_builder_begin_array (builder);
      for (guint k = 0; k < sheet->headings->len; k++)
        {
          const PdImportTarget *target = g_ptr_array_index (sheet->targets, k);

          json_builder_begin_object (builder);
          json_builder_set_member_name (builder, "heading");
          json_builder_add_string_value (builder, g_ptr_array_index (sheet->headings, k));
          json_builder_set_member_name (builder, "target");
          if (target == NULL)
            json_builder_add_null_value (builder);
          else
            json_builder_add_string_value (builder, target->id);
          json_builder_end_object (builder);
        }
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/* The parser goes down by recursion: nesting is counted before it sees the text. */
static gboolean
is_shallow (const char *json)
{
  gboolean in_string = FALSE;
  int depth = 0;

  for (const char *p = json; *p != '\0'; p++)
    if (in_string && *p == '\\' && p[1] != '\0')
      p++;
    else if (*p == '"')
      in_string = !in_string;
    else if (!in_string && (*p == '[' || *p == '{') && ++depth > MAX_DEPTH)
      return FALSE;
    else if (!in_string && (*p == ']' || *p == '}'))
      depth--;
  return TRUE;
}

static void
set_unreadable (GError **error, const char *where)
{
  g_set_error (error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_MAPPING,
               _ ("The saved mapping cannot be read at “%s”. Map the columns by hand and save it again."),
               where);
}

static JsonNode *
get_member (JsonObject *object, const char *name, GType type, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL &&
      (type == G_TYPE_NONE || (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type)))
    return node;
  set_unreadable (error, name);
  return NULL;
}

/* Of several columns of one heading, the one that has as many of them before it; -1 when there is none. */
static int
find_twin (PdImportMapping *mapping, guint sheet, const char *key, guint n_before)
{
  for (guint i = 0; *key != '\0' && i < pd_import_mapping_get_n_columns (mapping, sheet); i++)
    {
      g_autofree char *here = pd_import_heading_key (pd_import_mapping_get_heading (mapping, sheet, i));

      if (g_str_equal (here, key) && n_before-- == 0)
        return (int) i;
    }
  return -1;
}

/* Sheets of the same name and columns of the same heading get what was saved; a CSV file has one sheet, whose
 * name is the file's and says nothing. @seen: heading → how many saved columns before this one have it */
static gboolean
apply_column (PdImportMapping *mapping, guint sheet, JsonObject *column, GHashTable *seen, GError **error)
{
  JsonNode *heading = get_member (column, "heading", G_TYPE_STRING, error);
  JsonNode *target = heading == NULL ? NULL : get_member (column, "target", G_TYPE_NONE, error);
  const char *id = NULL;
  g_autofree char *key = NULL;
  guint n_before;
  int at;

  if (target == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_NULL (target))
    {
      if (get_member (column, "target", G_TYPE_STRING, error) == NULL)
        return FALSE;
      id = json_node_get_string (target);
    }
  key = pd_import_heading_key (json_node_get_string (heading));
  n_before = GPOINTER_TO_UINT (g_hash_table_lookup (seen, key));
  at = find_twin (mapping, sheet, key, n_before);
  g_hash_table_insert (seen, g_steal_pointer (&key), GUINT_TO_POINTER (n_before + 1));
  return at < 0 || pd_import_mapping_set_target (mapping, sheet, (guint) at, id, error);
}

static gboolean
apply_sheet (PdImportMapping *mapping, JsonNode *node, gboolean only_one, GError **error)
{
  JsonObject *saved;
  JsonNode *name;
  JsonNode *used;
  JsonNode *columns;
  JsonArray *array;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      set_unreadable (error, "sheets");
      return FALSE;
    }
  saved = json_node_get_object (node);
  name = get_member (saved, "name", G_TYPE_STRING, error);
  used = name == NULL ? NULL : get_member (saved, "used", G_TYPE_BOOLEAN, error);
  columns = used == NULL ? NULL : get_member (saved, "columns", G_TYPE_NONE, error);
  if (columns == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_ARRAY (columns))
    {
      set_unreadable (error, "columns");
      return FALSE;
    }

  array = json_node_get_array (columns);
  for (guint sheet = 0; sheet < mapping->sheets->len; sheet++)
    {
      PdImportSheet *self = g_ptr_array_index (mapping->sheets, sheet);
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      if (!(only_one && mapping->sheets->len == 1) && !g_str_equal (self->name, json_node_get_string (name)))
        continue;
      pd_import_mapping_set_sheet_used (mapping, sheet, json_node_get_boolean (used));
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *column = json_array_get_element (array, i);

          if (!JSON_NODE_HOLDS_OBJECT (column))
            {
              set_unreadable (error, "columns");
              return FALSE;
            }
          if (!apply_column (mapping, sheet, json_node_get_object (column), seen, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
apply_defaults (PdImportMapping *mapping, JsonNode *node, GError **error)
{
  g_autoptr (GList) names = NULL;
  JsonObject *defaults;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      set_unreadable (error, "defaults");
      return FALSE;
    }
  defaults = json_node_get_object (node);
  names = json_object_get_members (defaults);
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *text = get_member (defaults, l->data, G_TYPE_STRING, error);

      if (text == NULL ||
          !pd_import_mapping_set_default (mapping, l->data, json_node_get_string (text), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
apply_object (PdImportMapping *mapping, JsonObject *object, GError **error)
{
  JsonNode *version = get_member (object, "version", G_TYPE_INT64, error);
  JsonNode *source = version == NULL ? NULL : get_member (object, "source", G_TYPE_STRING, error);
  JsonNode *split = source == NULL ? NULL : get_member (object, "split_by_buyer", G_TYPE_BOOLEAN, error);
  JsonNode *fill = split == NULL ? NULL : get_member (object, "fill_down", G_TYPE_BOOLEAN, error);
  JsonNode *defaults = fill == NULL ? NULL : get_member (object, "defaults", G_TYPE_NONE, error);
  JsonNode *sheets = defaults == NULL ? NULL : get_member (object, "sheets", G_TYPE_NONE, error);
  JsonArray *array;

  if (sheets == NULL)
    return FALSE;
  if (json_node_get_int (version) != VERSION || !JSON_NODE_HOLDS_ARRAY (sheets))
    {
      set_unreadable (error, json_node_get_int (version) != VERSION ? "version" : "sheets");
      return FALSE;
    }
  if (!apply_defaults (mapping, defaults, error))
    return FALSE;
  array = json_node_get_array (sheets);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!apply_sheet (mapping, json_array_get_element (array, i), json_array_get_length (array) == 1, error))
      return FALSE;

  pd_import_mapping_set_source (mapping, json_node_get_string (source));
  mapping->split_by_buyer = json_node_get_boolean (split);
  mapping->fill_down = json_node_get_boolean (fill);
  return TRUE;
}

/**
 * pd_import_mapping_apply_json:
 * @mapping: a mapping that was guessed for the file at hand
 * @json: what pd_import_mapping_to_json() wrote for another file
 * @error: return location for %PD_IMPORT_ERROR_MAPPING
 *
 * Lays a saved mapping over a guessed one: columns with a saved heading become what they were then, the
 * others stay as guessed. On error @mapping is unchanged.
 *
 * Returns: whether @json was a mapping
 */
gboolean
pd_import_mapping_apply_json (PdImportMapping *mapping, const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (PdImportMapping) changed = pd_import_mapping_copy (mapping);
  PdImportMapping swapped;
  JsonNode *root;

  if (strlen (json) > MAX_JSON_BYTES || !is_shallow (json) ||
      !json_parser_load_from_data (parser, json, -1, NULL))
    {
      set_unreadable (error, "JSON");
      return FALSE;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      set_unreadable (error, "JSON");
      return FALSE;
    }
  if (!apply_object (changed, json_node_get_object (root), error))
    return FALSE;

  swapped = *mapping;
  *mapping = *changed;
  *changed = swapped;
  return TRUE;
}
