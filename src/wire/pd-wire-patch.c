/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire.h"

#include "model/pd-id.h"
#include "wire/pd-wire-private.h"

#include <glib/gi18n-lib.h>

/* One change is {"atom", "before": {…}, "after": {…}}, with "list" and "line" for a line's;
 * a whole line is {"list", "line", "add": {…}} or {"list", "line", "remove": {…}}. */

/* More than an order can have: all lines removed and as many added, or each atom of each line changed. */
#define MAX_CHANGES 10000

static void
write_values (GString *out, const PdRecord *values)
{
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  for (guint i = 0; i < pd_record_get_record_type (values)->n_fields; i++)
    first = pd_wire_write_field (out, values, i, first);
  g_string_append_c (out, '}');
}

static void
write_change (GString *out, const PdPatch *patch, const PdChange *change)
{
  g_string_append_c (out, '{');
  if (change->list >= 0)
    {
      g_string_append_printf (out, "\"list\":\"%s\",\"line\":",
                              pd_patch_get_record_type (patch)->lists[change->list]->list_name);
      pd_wire_write_string (out, change->line_id);
      g_string_append_c (out, ',');
    }
  switch (change->kind)
    {
    case PD_CHANGE_SET:
      g_string_append_printf (out, "\"atom\":\"%s\",\"before\":", change->atom);
      write_values (out, change->before);
      g_string_append (out, ",\"after\":");
      write_values (out, change->after);
      break;
    case PD_CHANGE_ADD:
      g_string_append (out, "\"add\":");
      pd_wire_write_line (out, change->after);
      break;
    case PD_CHANGE_REMOVE:
      g_string_append (out, "\"remove\":");
      pd_wire_write_line (out, change->before);
      break;
    default:
      g_assert_not_reached ();
    }
  g_string_append_c (out, '}');
}

void
pd_wire_write_patch (GString *out, const PdPatch *patch)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < pd_patch_get_n_changes (patch); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      write_change (out, patch, pd_patch_get_change (patch, i));
    }
  g_string_append_c (out, ']');
}

/**
 * pd_wire_patch_to_text:
 * @patch: a patch
 *
 * Returns: (transfer full): the patch as one line of JSON
 */
char *
pd_wire_patch_to_text (const PdPatch *patch)
{
  GString *out = g_string_sized_new (256);

  pd_wire_write_patch (out, patch);
  return g_string_free (out, FALSE);
}

static gboolean
type_has_atom (const PdRecordType *type, const char *atom)
{
  for (guint i = 0; i < type->n_fields; i++)
    if (g_str_equal (pd_field_atom (&type->fields[i]), atom))
      return TRUE;
  return FALSE;
}

/* The values of one atom; a member that is not of the atom would be a change that nobody sees. */
static PdRecord *
read_values (const PdRecordType *type,
             const char *atom,
             const PdWireValue *change,
             const char *name,
             const PdWirePath *path,
             GError **error)
{
  const PdWirePath values_path = { path, name, 0 };
  const PdWireValue *object = pd_wire_object (pd_wire_value_member (change, name), &values_path, error);
  g_autoptr (PdRecord) values = pd_record_new (type, NULL);
  PdWireIter iter;
  const char *member;
  const PdWireValue *value;

  if (object == NULL)
    return NULL;
  pd_wire_iter_init (&iter, object);
  while (pd_wire_iter_next (&iter, &member, &value))
    {
      const PdWirePath member_path = { &values_path, member, 0 };
      int field = pd_record_type_field (type, member);

      if (field < 0 || !g_str_equal (pd_field_atom (&type->fields[field]), atom))
        {
          pd_wire_field_error (error, &member_path, _ ("This field is not part of “%s”."), atom);
          return NULL;
        }
      if (!pd_wire_read_field (values, (guint) field, value, &member_path, error))
        return NULL;
    }
  return g_steal_pointer (&values);
}

static gboolean
read_set (PdPatch *patch,
          const PdRecordType *type,
          int list,
          const char *line_id,
          const PdWireValue *change,
          const PdWirePath *path,
          GError **error)
{
  const PdWirePath atom_path = { path, "atom", 0 };
  g_autoptr (PdRecord) before = NULL;
  g_autoptr (PdRecord) after = NULL;
  const char *atom;

  if (!pd_wire_get_string (change, "atom", path, TRUE, &atom, error))
    return FALSE;
  if (!type_has_atom (type, atom))
    {
      pd_wire_field_error (error, &atom_path, _ ("There is no field “%s”."), atom);
      return FALSE;
    }
  before = read_values (type, atom, change, "before", path, error);
  after = before != NULL ? read_values (type, atom, change, "after", path, error) : NULL;
  if (after == NULL)
    return FALSE;
  pd_patch_add_set (patch, list, line_id, atom, before, after);
  return TRUE;
}

static gboolean
read_whole_line (PdPatch *patch,
                 const PdRecordType *type,
                 int list,
                 const char *line_id,
                 const PdWireValue *change,
                 const char *name,
                 const PdWirePath *path,
                 GError **error)
{
  const PdWirePath line_path = { path, name, 0 };
  g_autoptr (PdRecord) line =
      pd_wire_read_line (type, pd_wire_value_member (change, name), &line_path, error);

  if (line == NULL)
    return FALSE;
  if (!g_str_equal (pd_record_get_id (line), line_id))
    {
      pd_wire_field_error (error, &line_path, _ ("The line is another than the one named."));
      return FALSE;
    }
  if (g_str_equal (name, "add"))
    pd_patch_add_line (patch, list, line);
  else
    pd_patch_remove_line (patch, list, line);
  return TRUE;
}

static gboolean
read_change (PdPatch *patch, const PdWireValue *node, const PdWirePath *path, GError **error)
{
  const PdRecordType *type = pd_patch_get_record_type (patch);
  const PdWireValue *change = pd_wire_object (node, path, error);
  const char *list_name, *line_id;
  int list;

  if (change == NULL || !pd_wire_get_string (change, "list", path, FALSE, &list_name, error))
    return FALSE;
  if (list_name == NULL)
    return read_set (patch, type, -1, NULL, change, path, error);
  list = pd_record_type_list (type, list_name);
  if (list < 0)
    {
      const PdWirePath list_path = { path, "list", 0 };

      pd_wire_field_error (error, &list_path, _ ("There is no list “%s”."), list_name);
      return FALSE;
    }
  if (!pd_wire_get_id (change, "line", path, &line_id, error))
    return FALSE;
  if (pd_wire_value_member (change, "add") != NULL)
    return read_whole_line (patch, type->lists[list], list, line_id, change, "add", path, error);
  if (pd_wire_value_member (change, "remove") != NULL)
    return read_whole_line (patch, type->lists[list], list, line_id, change, "remove", path, error);
  return read_set (patch, type->lists[list], list, line_id, change, path, error);
}

PdPatch *
pd_wire_read_patch (const PdRecordType *type,
                    const PdWireValue *value,
                    const PdWirePath *path,
                    GError **error)
{
  const PdWireValue *array = pd_wire_array (value, path, MAX_CHANGES, error);
  g_autoptr (PdPatch) patch = pd_patch_new (type);
  const PdWireValue *change;
  PdWireIter iter;

  if (array == NULL)
    return NULL;
  pd_wire_iter_init (&iter, array);
  for (guint i = 0; pd_wire_iter_next (&iter, NULL, &change); i++)
    if (!read_change (patch, change, &(PdWirePath){ path, NULL, i }, error))
      return NULL;
  return g_steal_pointer (&patch);
}

/**
 * pd_wire_patch_from_value:
 * @type: the type of the record that it changes
 * @value: JSON from outside
 * @error: return location for a #PdWireError whose message begins with the path of the bad field
 *
 * Returns: (transfer full): the patch, or %NULL
 */
PdPatch *
pd_wire_patch_from_value (const PdRecordType *type, const PdWireValue *value, GError **error)
{
  return pd_wire_read_patch (type, value, NULL, error);
}

PdPatch *
pd_wire_patch_from_text (const PdRecordType *type, const char *text, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, -1, error);

  return document != NULL ? pd_wire_patch_from_value (type, pd_wire_document_root (document), error) : NULL;
}
