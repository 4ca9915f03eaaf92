/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-record.h"

#include <string.h>

typedef struct
{
  gboolean is_set;
  union
  {
    char *text; /* (owned) */
    gint64 integer;
  };
} PdValue;

struct _PdRecord
{
  gatomicrefcount references;
  const PdRecordType *type;
  char *id;        /* (owned) */
  gint64 revision; /* 0 until the platform has it */
  gint64 sequence;
  gboolean deleted;
  guint8 derivation; /* see pd_record_get_derivation() */
  PdValue *values;   /* (owned) type->n_fields of them */
  GPtrArray **lists; /* (owned) type->n_lists of them, of PdRecord */
  GTree *unknown;    /* (owned) (nullable) name → JSON text: a newer version's fields */
};

G_DEFINE_BOXED_TYPE (PdRecord, pd_record, pd_record_ref, pd_record_unref)
G_DEFINE_QUARK (pd_record_error, pd_record_error)

static void
value_clear (const PdField *field, PdValue *value)
{
  if (!value->is_set)
    return;
  if (pd_field_is_text (field))
    g_free (value->text);
  value->is_set = FALSE;
  value->integer = 0;
}

static GTree *
unknown_new (void)
{
  return g_tree_new_full ((GCompareDataFunc) (void (*) (void)) strcmp, NULL, g_free, g_free);
}

/**
 * pd_record_new:
 * @type: its type
 * @id: (nullable): its id; %NULL for one that only carries values, as half of a patch does
 *
 * Returns: (transfer full): an empty record
 */
PdRecord *
pd_record_new (const PdRecordType *type, const char *id)
{
  PdRecord *record = g_new0 (PdRecord, 1);

  g_atomic_ref_count_init (&record->references);
  record->type = type;
  record->id = g_strdup (id);
  record->values = g_new0 (PdValue, type->n_fields);
  if (type->n_lists > 0)
    record->lists = g_new0 (GPtrArray *, type->n_lists);
  for (guint i = 0; i < type->n_lists; i++)
    record->lists[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  return record;
}

static gboolean
copy_unknown_cb (gpointer name, gpointer json, gpointer copy)
{
  pd_record_set_unknown (copy, name, json);
  return FALSE;
}

/**
 * pd_record_copy:
 * @record: a record
 *
 * Returns: (transfer full): a deep copy, with the same id, revision and lines
 */
PdRecord *
pd_record_copy (const PdRecord *record)
{
  PdRecord *copy = pd_record_new (record->type, record->id);

  copy->revision = record->revision;
  copy->sequence = record->sequence;
  copy->deleted = record->deleted;
  for (guint i = 0; i < record->type->n_fields; i++)
    pd_record_copy_field (copy, record, i);
  for (guint i = 0; i < record->type->n_lists; i++)
    for (guint j = 0; j < record->lists[i]->len; j++)
      g_ptr_array_add (copy->lists[i], pd_record_copy (g_ptr_array_index (record->lists[i], j)));
  if (record->unknown != NULL)
    g_tree_foreach (record->unknown, copy_unknown_cb, copy);
  copy->derivation = record->derivation;
  return copy;
}

PdRecord *
pd_record_ref (PdRecord *record)
{
  g_atomic_ref_count_inc (&record->references);
  return record;
}

void
pd_record_unref (PdRecord *record)
{
  if (!g_atomic_ref_count_dec (&record->references))
    return;
  for (guint i = 0; i < record->type->n_fields; i++)
    value_clear (&record->type->fields[i], &record->values[i]);
  for (guint i = 0; i < record->type->n_lists; i++)
    g_ptr_array_unref (record->lists[i]);
  g_clear_pointer (&record->unknown, g_tree_unref);
  g_free (record->lists);
  g_free (record->values);
  g_free (record->id);
  g_free (record);
}

const PdRecordType *
pd_record_get_record_type (const PdRecord *record)
{
  return record->type;
}

/**
 * pd_record_get_id:
 * @record: a record
 *
 * Returns: (transfer none) (nullable): its UUID
 */
const char *
pd_record_get_id (const PdRecord *record)
{
  return record->id;
}

/**
 * pd_record_get_revision:
 * @record: a record
 *
 * Returns: how many mutations of this record the platform has accepted; 0 when it has none
 */
gint64
pd_record_get_revision (const PdRecord *record)
{
  return record->revision;
}

void
pd_record_set_revision (PdRecord *record, gint64 revision)
{
  record->revision = revision;
}

/**
 * pd_record_get_sequence:
 * @record: a record
 *
 * Returns: the tenant's sequence number of the record's newest change; 0 when it is not known
 */
gint64
pd_record_get_sequence (const PdRecord *record)
{
  return record->sequence;
}

void
pd_record_set_sequence (PdRecord *record, gint64 sequence)
{
  record->sequence = sequence;
}

gboolean
pd_record_is_deleted (const PdRecord *record)
{
  return record->deleted;
}

void
pd_record_set_deleted (PdRecord *record, gboolean deleted)
{
  record->deleted = deleted;
}

/**
 * pd_record_get_title:
 * @record: a record
 *
 * Returns: (transfer none): what a person calls it, "" when it has no title yet
 */
const char *
pd_record_get_title (const PdRecord *record)
{
  const char *title = pd_record_get_text (record, (guint) record->type->title_field);

  return title != NULL ? title : "";
}

/**
 * pd_record_get_state:
 * @record: a record
 *
 * Returns: (transfer none) (nullable): its place in the workflow, %NULL when its type has none
 */
const char *
pd_record_get_state (const PdRecord *record)
{
  return record->type->state_field < 0 ? NULL
                                       : pd_record_get_text (record, (guint) record->type->state_field);
}

/**
 * pd_record_has:
 * @record: a record
 * @field: a field's index
 *
 * Returns: whether the field has a value; an empty text is none
 */
gboolean
pd_record_has (const PdRecord *record, guint field)
{
  g_return_val_if_fail (field < record->type->n_fields, FALSE);

  return record->values[field].is_set;
}

void
pd_record_clear (PdRecord *record, guint field)
{
  g_return_if_fail (field < record->type->n_fields);

  value_clear (&record->type->fields[field], &record->values[field]);
  record->derivation = 0;
}

/**
 * pd_record_get_text:
 * @record: a record
 * @field: the index of a field that is kept as text
 *
 * Returns: (transfer none) (nullable): the stored text, not translated and not formatted
 */
const char *
pd_record_get_text (const PdRecord *record, guint field)
{
  g_return_val_if_fail (field < record->type->n_fields, NULL);
  g_return_val_if_fail (pd_field_is_text (&record->type->fields[field]), NULL);

  return record->values[field].text;
}

/**
 * pd_record_set_text:
 * @record: a record
 * @field: the index of a field that is kept as text
 * @text: (nullable): valid, canonical text of the field's kind; %NULL and "" empty the field
 *
 * For text that a person or a file gave, use pd_record_set_from_text().
 */
void
pd_record_set_text (PdRecord *record, guint field, const char *text)
{
  g_return_if_fail (field < record->type->n_fields);
  g_return_if_fail (pd_field_is_text (&record->type->fields[field]));

  char *copy = text != NULL && *text != '\0' ? g_strdup (text) : NULL;

  pd_record_clear (record, field);
  record->values[field].text = copy;
  record->values[field].is_set = copy != NULL;
}

/**
 * pd_record_get_integer:
 * @record: a record
 * @field: the index of a field that is kept as an integer
 *
 * Returns: its value in the unit of its kind (fen, microseconds); 0 when it is empty
 */
gint64
pd_record_get_integer (const PdRecord *record, guint field)
{
  g_return_val_if_fail (field < record->type->n_fields, 0);
  g_return_val_if_fail (!pd_field_is_text (&record->type->fields[field]), 0);

  return record->values[field].integer;
}

void
pd_record_set_integer (PdRecord *record, guint field, gint64 value)
{
  g_return_if_fail (field < record->type->n_fields);
  g_return_if_fail (!pd_field_is_text (&record->type->fields[field]));

  record->values[field].integer = value;
  record->values[field].is_set = TRUE;
  record->derivation = 0;
}

gboolean
pd_record_get_flag (const PdRecord *record, guint field)
{
  return pd_record_get_integer (record, field) != 0;
}

void
pd_record_set_flag (PdRecord *record, guint field, gboolean value)
{
  pd_record_set_integer (record, field, value ? 1 : 0);
}

/**
 * pd_record_field_equal:
 * @a: a record
 * @b: a record of the same type
 * @field: a field's index
 *
 * Returns: whether both have the same value there, or both none
 */
gboolean
pd_record_field_equal (const PdRecord *a, const PdRecord *b, guint field)
{
  g_return_val_if_fail (a->type == b->type && field < a->type->n_fields, FALSE);

  if (pd_field_is_text (&a->type->fields[field]))
    return g_strcmp0 (a->values[field].text, b->values[field].text) == 0;
  return a->values[field].is_set == b->values[field].is_set &&
         a->values[field].integer == b->values[field].integer;
}

void
pd_record_copy_field (PdRecord *to, const PdRecord *from, guint field)
{
  g_return_if_fail (to->type == from->type && field < to->type->n_fields);

  if (pd_field_is_text (&to->type->fields[field]))
    pd_record_set_text (to, field, from->values[field].text);
  else if (from->values[field].is_set)
    pd_record_set_integer (to, field, from->values[field].integer);
  else
    pd_record_clear (to, field);
}

/**
 * pd_record_get_list:
 * @record: a record
 * @list: a list's index
 *
 * Returns: (transfer none) (element-type PdRecord): its lines, in the order of their positions when sorted
 */
GPtrArray *
pd_record_get_list (const PdRecord *record, guint list)
{
  g_return_val_if_fail (list < record->type->n_lists, NULL);

  return record->lists[list];
}

/**
 * pd_record_get_lines:
 * @record: a record whose type has lines
 *
 * Returns: (transfer none) (element-type PdRecord): the first list
 */
GPtrArray *
pd_record_get_lines (const PdRecord *record)
{
  return pd_record_get_list (record, 0);
}

/**
 * pd_record_find_line:
 * @record: a record
 * @list: a list's index
 * @line_id: a line's id
 *
 * Returns: (transfer none) (nullable): the line
 */
PdRecord *
pd_record_find_line (const PdRecord *record, guint list, const char *line_id)
{
  GPtrArray *lines = pd_record_get_list (record, list);

  for (guint i = 0; i < lines->len; i++)
    {
      PdRecord *line = g_ptr_array_index (lines, i);

      if (g_strcmp0 (line->id, line_id) == 0)
        return line;
    }
  return NULL;
}

/**
 * pd_record_add_line:
 * @record: a record
 * @list: a list's index
 * @line: (transfer full): a line of the list's type
 */
void
pd_record_add_line (PdRecord *record, guint list, PdRecord *line)
{
  g_return_if_fail (list < record->type->n_lists && line->type == record->type->lists[list]);

  g_ptr_array_add (record->lists[list], line);
}

/**
 * pd_record_remove_line:
 * @record: a record
 * @list: a list's index
 * @line_id: a line's id
 *
 * Returns: whether there was such a line
 */
gboolean
pd_record_remove_line (PdRecord *record, guint list, const char *line_id)
{
  PdRecord *line = pd_record_find_line (record, list, line_id);

  return line != NULL && g_ptr_array_remove (record->lists[list], line);
}

static int
compare_lines (gconstpointer a, gconstpointer b, gpointer position_field)
{
  const PdRecord *first = *(PdRecord *const *) a, *second = *(PdRecord *const *) b;
  int field = GPOINTER_TO_INT (position_field);
  int order = field < 0 ? 0 : g_strcmp0 (first->values[field].text, second->values[field].text);

  return order != 0 ? order : g_strcmp0 (first->id, second->id);
}

/**
 * pd_record_sort_lines:
 * @record: a record
 *
 * Puts the lines in the order of their positions, and by id where two positions are the same: one order on every
 * machine.
 */
void
pd_record_sort_lines (PdRecord *record)
{
  for (guint i = 0; i < record->type->n_lists; i++)
    {
      int field = pd_record_type_field (record->type->lists[i], "position");

      g_ptr_array_sort_with_data (record->lists[i], compare_lines, GINT_TO_POINTER (field));
    }
}

/**
 * pd_record_get_unknown:
 * @record: a record
 *
 * Fields that a newer version wrote: kept and sent back as they came.
 *
 * Returns: (transfer none) (nullable) (element-type utf8 utf8): name → JSON text, sorted by name
 */
GTree *
pd_record_get_unknown (const PdRecord *record)
{
  return record->unknown;
}

void
pd_record_set_unknown (PdRecord *record, const char *name, const char *json)
{
  if (record->unknown == NULL)
    record->unknown = unknown_new ();
  g_tree_replace (record->unknown, g_strdup (name), g_strdup (json));
}

typedef struct
{
  GTree *other;
  gboolean equal;
} UnknownComparison;

static gboolean
compare_unknown_cb (gpointer name, gpointer json, gpointer data)
{
  UnknownComparison *comparison = data;

  comparison->equal = g_strcmp0 (g_tree_lookup (comparison->other, name), json) == 0;
  return !comparison->equal;
}

static gboolean
unknown_equal (GTree *a, GTree *b)
{
  UnknownComparison comparison = { b, TRUE };

  if ((a != NULL ? g_tree_nnodes (a) : 0) != (b != NULL ? g_tree_nnodes (b) : 0))
    return FALSE;
  if (a != NULL && b != NULL)
    g_tree_foreach (a, compare_unknown_cb, &comparison);
  return comparison.equal;
}

/**
 * pd_record_equal:
 * @a: a record
 * @b: a record
 *
 * Returns: whether type, id, deletion, all fields, all lines (in whatever order) and unknown fields are the same;
 *   revision and sequence do not count
 */
gboolean
pd_record_equal (const PdRecord *a, const PdRecord *b)
{
  if (a->type != b->type || g_strcmp0 (a->id, b->id) != 0 || a->deleted != b->deleted ||
      !unknown_equal (a->unknown, b->unknown))
    return FALSE;
  for (guint i = 0; i < a->type->n_fields; i++)
    if (!pd_record_field_equal (a, b, i))
      return FALSE;
  for (guint i = 0; i < a->type->n_lists; i++)
    {
      if (a->lists[i]->len != b->lists[i]->len)
        return FALSE;
      for (guint j = 0; j < a->lists[i]->len; j++)
        {
          const PdRecord *line = g_ptr_array_index (a->lists[i], j);
          const PdRecord *other = pd_record_find_line (b, i, line->id);

          if (other == NULL || !pd_record_equal (line, other))
            return FALSE;
        }
    }
  return TRUE;
}

/**
 * pd_record_get_derivation:
 * @record: a record or a line
 *
 * A line whose derived fields are known to follow from its others need not be computed once more. What that depends on
 * beside the line itself is up to the type, which chooses the number.
 *
 * Returns: what pd_record_set_derivation() was told, 0 since a field has been written
 */
guint8
pd_record_get_derivation (const PdRecord *record)
{
  return record->derivation;
}

void
pd_record_set_derivation (PdRecord *record, guint8 derivation)
{
  record->derivation = derivation;
}

/**
 * pd_record_derive:
 * @record: a record
 *
 * Sorts the lines and computes all derived fields anew.
 */
void
pd_record_derive (PdRecord *record)
{
  pd_record_sort_lines (record);
  if (record->type->derive != NULL)
    record->type->derive (record);
}
