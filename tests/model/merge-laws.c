/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/merge-laws.h"

#include "model/pd-order.h"

#include <string.h>

static PdRecord *
merge (const PdRecord *base, const PdRecord *local, const PdRecord *remote, GPtrArray **conflicts)
{
  *conflicts = g_ptr_array_new_with_free_func (g_free);
  return pd_merge3 (base, local, remote, *conflicts);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join (GPtrArray *texts)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (texts, NULL, NULL);

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_strings);
  g_ptr_array_add (sorted, NULL);
  return g_strjoinv (";", (char **) sorted->pdata);
}

static gboolean
has_line (const PdRecord *record, const char *list_name, const char *id)
{
  int list = pd_record_type_list (pd_record_get_record_type (record), list_name);

  return list >= 0 && pd_record_find_line (record, (guint) list, id) != NULL;
}

/* Where one side removed a line, it has one path for what the other side has several for: compare by line. */
static char *
conflict_places (GPtrArray *paths, const PdRecord *local, const PdRecord *remote)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < paths->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (paths, i), "/", -1);
      gboolean whole = parts[1] != NULL &&
                       (!has_line (local, parts[0], parts[1]) || !has_line (remote, parts[0], parts[1]));
      char *place = whole ? g_strdup (parts[1]) : g_strdup (g_ptr_array_index (paths, i));

      if (g_hash_table_add (seen, place))
        g_ptr_array_add (places, place);
      else
        g_free (place);
    }
  return join (places);
}

static gboolean
value_is_from (const PdRecord *result, guint field, const PdRecord *source)
{
  return source != NULL && pd_record_field_equal (result, source, field);
}

static const PdRecord *
line_of (const PdRecord *record, guint list, const char *id)
{
  return record != NULL ? pd_record_find_line (record, list, id) : NULL;
}

/* No mergeable value that nobody entered; notes may be both. */
static gboolean
values_have_source (const PdRecord *result,
                    const PdRecord *base,
                    const PdRecord *local,
                    const PdRecord *remote)
{
  const PdRecordType *type = pd_record_get_record_type (result);

  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].merge != PD_MERGE_DERIVED && type->fields[i].merge != PD_MERGE_APPEND &&
        !value_is_from (result, i, base) && !value_is_from (result, i, local) &&
        !value_is_from (result, i, remote))
      return FALSE;
  for (guint list = 0; list < type->n_lists; list++)
    {
      GPtrArray *lines = pd_record_get_list (result, list);

      for (guint i = 0; i < lines->len; i++)
        {
          const PdRecord *line = g_ptr_array_index (lines, i);
          const char *id = pd_record_get_id (line);

          if (!values_have_source (line, line_of (base, list, id), line_of (local, list, id),
                                   line_of (remote, list, id)))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
is_taken_side (const PdField *field)
{
  return field->merge == PD_MERGE_CHANGED;
}

static gboolean
atom_is_equal (const PdRecord *a, const PdRecord *b, const char *atom)
{
  const PdRecordType *type = pd_record_get_record_type (a);

  for (guint i = 0; i < type->n_fields; i++)
    if (g_str_equal (pd_field_atom (&type->fields[i]), atom) && !pd_record_field_equal (a, b, i))
      return FALSE;
  return TRUE;
}

/* I13: what one side changed is in the result, or somebody is asked about it. */
static gboolean
keeps_changes (const PdRecord *base,
               const PdRecord *side,
               const PdRecord *result,
               const char *prefix,
               GHashTable *conflicts)
{
  const PdRecordType *type = pd_record_get_record_type (base);

  for (guint i = 0; i < type->n_fields; i++)
    {
      const char *atom = pd_field_atom (&type->fields[i]);
      g_autofree char *path = g_strdup_printf ("%s%s", prefix, atom);

      if (is_taken_side (&type->fields[i]) && !atom_is_equal (base, side, atom) &&
          !atom_is_equal (result, side, atom) && !g_hash_table_contains (conflicts, path))
        return FALSE;
    }
  return TRUE;
}

static gboolean
keeps_lines (const PdRecord *base,
             const PdRecord *side,
             const PdRecord *result,
             guint list,
             GHashTable *conflicts)
{
  const PdRecordType *type = pd_record_get_record_type (base)->lists[list];
  GPtrArray *lines = pd_record_get_list (side, list);
  g_autoptr (PdRecord) nothing = pd_record_new (type, NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const char *id = pd_record_get_id (g_ptr_array_index (lines, i));
      const PdRecord *before = line_of (base, list, id), *after = line_of (result, list, id);
      g_autofree char *whole = g_strdup_printf ("%s/%s", type->list_name, id);
      g_autofree char *prefix = g_strdup_printf ("%s/", whole);

      if (g_hash_table_contains (conflicts, whole))
        continue;
      if (!keeps_changes (before != NULL ? before : nothing, g_ptr_array_index (lines, i),
                          after != NULL ? after : nothing, prefix, conflicts))
        return FALSE;
    }
  return TRUE;
}

/* Of lines that one side removed the other says whether they may go: see "the conflicts are the same". */
static gboolean
keeps_side (const PdRecord *base, const PdRecord *side, const PdRecord *result, GPtrArray *paths)
{
  g_autoptr (GHashTable) conflicts = g_hash_table_new (g_str_hash, g_str_equal);
  const PdRecordType *type = pd_record_get_record_type (base);

  for (guint i = 0; i < paths->len; i++)
    g_hash_table_add (conflicts, g_ptr_array_index (paths, i));
  for (guint list = 0; list < type->n_lists; list++)
    if (pd_record_type_is_editable (type->lists[list]) && !keeps_lines (base, side, result, list, conflicts))
      return FALSE;
  return keeps_changes (base, side, result, "", conflicts);
}

/* A total that does not fit is none at all. */
static gboolean
totals_fit_lines (const PdRecord *order)
{
  GPtrArray *lines = pd_record_get_lines (order);
  gint64 net = 0, tax = 0;

  if (!pd_record_has (order, PD_ORDER_GROSS_AMOUNT))
    return !pd_record_has (order, PD_ORDER_NET_AMOUNT) && !pd_record_has (order, PD_ORDER_TAX_AMOUNT);
  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);

      net += pd_record_get_integer (line, PD_ORDER_LINE_NET_AMOUNT) +
             pd_record_get_integer (line, PD_ORDER_LINE_DISCOUNT_NET);
      tax += pd_record_get_integer (line, PD_ORDER_LINE_TAX_AMOUNT) +
             pd_record_get_integer (line, PD_ORDER_LINE_DISCOUNT_TAX);
    }
  return net == pd_record_get_integer (order, PD_ORDER_NET_AMOUNT) &&
         tax == pd_record_get_integer (order, PD_ORDER_TAX_AMOUNT) &&
         net + tax == pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT);
}

/** merge_is_sound: Returns: whether each line is there once, and what is derived is derived from what is there */
gboolean
merge_is_sound (const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autoptr (PdRecord) again = pd_record_copy (record);

  pd_record_derive (again);
  for (guint list = 0; list < type->n_lists; list++)
    {
      GPtrArray *lines = pd_record_get_list (record, list);

      for (guint i = 0; i < lines->len; i++)
        if (line_of (record, list, pd_record_get_id (g_ptr_array_index (lines, i))) !=
            g_ptr_array_index (lines, i))
          return FALSE;
    }
  return (type != &pd_order_type || totals_fit_lines (record)) && pd_record_equal (record, again);
}

/** merge_find_broken_law: all three derived. Returns: (nullable): the law of merge3 that they break */
const char *
merge_find_broken_law (const PdRecord *base, const PdRecord *local, const PdRecord *remote)
{
  g_autoptr (GPtrArray) none1 = NULL, none2 = NULL, none3 = NULL, paths = NULL, mirrored = NULL, again = NULL;
  g_autoptr (PdRecord) right = merge (base, base, remote, &none1), left = merge (base, local, base, &none2);
  g_autoptr (PdRecord) same = merge (base, local, local, &none3);
  g_autoptr (PdRecord) merged = merge (base, local, remote, &paths);
  g_autoptr (PdRecord) mirror = merge (base, remote, local, &mirrored);
  g_autoptr (PdRecord) repeated = merge (base, merged, remote, &again);
  g_autofree char *places = conflict_places (paths, local, remote);
  g_autofree char *mirrored_places = conflict_places (mirrored, local, remote);

  if (!pd_record_equal (right, remote) || none1->len > 0)
    return "merge3 (b, b, r) = r";
  if (!pd_record_equal (left, local) || none2->len > 0)
    return "merge3 (b, l, b) = l";
  if (!pd_record_equal (same, local) || none3->len > 0)
    return "merge3 (b, x, x) = x";
  if (!g_str_equal (places, mirrored_places))
    return "the conflicts are the same from both sides";
  if (!keeps_side (base, local, merged, paths) || !keeps_side (base, remote, merged, paths))
    return "what was changed is in the result or a conflict";
  if (paths->len == 0 && (!pd_record_equal (repeated, merged) || again->len > 0))
    return "merge3 (b, merged, r) = merged";
  if (!values_have_source (merged, base, local, remote) || !values_have_source (mirror, base, local, remote))
    return "every value was entered by somebody";
  if (!merge_is_sound (merged) || !merge_is_sound (mirror))
    return "totals equal the lines, ids are unique";
  return NULL;
}

/** merge_find_broken_patch_law: each made of the one before. Returns: (nullable): the law of patches that they break */
const char *
merge_find_broken_patch_law (const PdRecord *a, const PdRecord *b, const PdRecord *c)
{
  g_autoptr (PdPatch) first = pd_diff (a, b), second = pd_diff (b, c), back = pd_diff (b, a);
  g_autoptr (PdPatch) folded = pd_patch_fold (first, second), nothing = pd_patch_fold (first, back);
  g_autoptr (PdPatch) whole = pd_diff (a, c);
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new ();
  g_autoptr (PdRecord) reached = pd_patch_apply (first, a, conflicts);
  g_autoptr (PdRecord) at_once = pd_patch_apply (folded, a, conflicts);
  g_autoptr (PdRecord) replayed = pd_patch_apply (folded, at_once, conflicts);

  if (!pd_record_equal (reached, b))
    return "apply (diff (a, b), a) = b";
  if (!pd_record_equal (at_once, c))
    return "apply (fold (p, q), a) = apply (q, apply (p, a))";
  if (conflicts->len > 0 || !pd_record_equal (replayed, c))
    return "a patch that is in effect changes nothing more";
  if (pd_patch_get_n_changes (nothing) != 0)
    return "fold (p, inverse of p) is empty";
  if (pd_patch_get_n_changes (folded) != pd_patch_get_n_changes (whole))
    return "fold (diff (a, b), diff (b, c)) is as small as diff (a, c)";
  return NULL;
}
