/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-fields.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"

/* What a conflict is about, read from the table of its record type. */

typedef struct
{
  const PdStoreConflict *conflict;
  GPtrArray *fields; /* (owned) of PdConflictField */
} Collector;

/**
 * pd_conflict_field_free:
 * @field: (transfer full): a field
 *
 * Frees it.
 */
void
pd_conflict_field_free (PdConflictField *field)
{
  g_free (field->label);
  g_free (field->path);
  g_free (field->base);
  g_free (field->mine);
  g_free (field->theirs);
  g_free (field);
}

static char *
text_of (const PdRecord *record, guint field)
{
  return record != NULL ? pd_field_text (record, field) : g_strdup ("");
}

static gboolean
is_in_conflict (Collector *self, const char *path)
{
  return self->conflict->atoms != NULL && g_strv_contains ((const char *const *) self->conflict->atoms, path);
}

/* Fields that only the platform writes or that are computed are nobody's choice. */
static void
add_fields (Collector *self,
            const PdRecordType *type,
            const char *prefix,
            const char *path_prefix,
            const PdRecord *base,
            const PdRecord *mine,
            const PdRecord *theirs)
{
  for (guint i = 0; i < type->n_fields; i++)
    {
      const PdField *table = &type->fields[i];
      PdConflictField *field;
      g_autofree char *path = g_strconcat (path_prefix, pd_field_atom (table), NULL);
      g_autofree char *base_text = text_of (base, i);
      g_autofree char *mine_text = text_of (mine, i);
      g_autofree char *theirs_text = text_of (theirs, i);

      if ((table->merge != PD_MERGE_CHANGED && table->merge != PD_MERGE_APPEND) ||
          table->kind == PD_KIND_REFERENCE)
        continue;
      if (g_str_equal (mine_text, theirs_text) && g_str_equal (base_text, mine_text))
        continue;
      field = g_new0 (PdConflictField, 1);
      field->label = prefix != NULL ? g_strdup_printf (_ ("%1$s: %2$s"), prefix, _ (table->label))
                                    : g_strdup (_ (table->label));
      field->in_conflict = is_in_conflict (self, path);
      field->path = g_steal_pointer (&path);
      field->base = g_steal_pointer (&base_text);
      field->mine = g_steal_pointer (&mine_text);
      field->theirs = g_steal_pointer (&theirs_text);
      g_ptr_array_add (self->fields, field);
    }
}

static void
add_ids (GPtrArray *ids, const PdRecord *record, guint list)
{
  GPtrArray *lines = record != NULL ? pd_record_get_list (record, list) : NULL;

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const char *id = pd_record_get_id (g_ptr_array_index (lines, i));

      if (!g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
        g_ptr_array_add (ids, (gpointer) id);
    }
}

static PdRecord *
find_line (const PdRecord *record, guint list, const char *id)
{
  return record != NULL ? pd_record_find_line (record, list, id) : NULL;
}

static void
add_lines (Collector *self, guint list)
{
  const PdStoreConflict *conflict = self->conflict;
  const PdRecordType *type = conflict->type->lists[list];
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  add_ids (ids, conflict->base, list);
  add_ids (ids, conflict->mine, list);
  add_ids (ids, conflict->theirs, list);
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autofree char *prefix = g_strdup_printf (_ ("Line %u"), i + 1);
      g_autofree char *path = g_strdup_printf ("%s/%s/", type->list_name, id);

      add_fields (self, type, prefix, path, find_line (conflict->base, list, id),
                  find_line (conflict->mine, list, id), find_line (conflict->theirs, list, id));
    }
}

static int
conflicts_first (gconstpointer a, gconstpointer b)
{
  const PdConflictField *first = *(PdConflictField *const *) a;
  const PdConflictField *second = *(PdConflictField *const *) b;

  return second->in_conflict - first->in_conflict;
}

/**
 * pd_conflict_fields:
 * @conflict: a conflict
 *
 * Lists what the sides of a conflict have differently, what both changed first, else in the order of the
 * record's table. A whole line that was removed is empty on that side.
 *
 * Returns: (transfer full): of #PdConflictField
 */
GPtrArray *
pd_conflict_fields (const PdStoreConflict *conflict)
{
  Collector self = { .conflict = conflict };

  self.fields = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_conflict_field_free);
  add_fields (&self, conflict->type, NULL, "", conflict->base, conflict->mine, conflict->theirs);
  for (guint list = 0; list < conflict->type->n_lists; list++)
    add_lines (&self, list);
  /* g_ptr_array_sort() keeps the order of equals. */
  g_ptr_array_sort (self.fields, conflicts_first);
  return self.fields;
}

/**
 * pd_conflict_describe:
 * @conflict: a conflict
 *
 * Returns: (transfer full): a sentence that says what happened
 */
char *
pd_conflict_describe (const PdStoreConflict *conflict)
{
  if (conflict->message != NULL && *conflict->message != '\0')
    /* Kept as it was said; perhaps by a program in another language. */
    return g_strdup (g_dgettext (GETTEXT_PACKAGE, conflict->message));
  if (conflict->mine != NULL && pd_record_is_deleted (conflict->mine))
    return g_strdup (_ ("It was deleted here, and changed on the platform in the meantime."));
  if (conflict->theirs == NULL || pd_record_is_deleted (conflict->theirs))
    return g_strdup (_ ("It was changed here, and deleted on the platform in the meantime."));
  return g_strdup (
      _ ("It was changed here and by somebody else at the same time. Nothing is lost: choose which "
         "version is right."));
}
