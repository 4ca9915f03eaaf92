/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-digest.h"
#include "wire/pd-wire-private.h"

#include <stdlib.h>
#include <string.h>

/*
 * One form for one content, whichever version of Piaodan computes it: a field that this version knows and another
 * keeps as unknown JSON stands at the same place with the same bytes. So members are sorted by name, lines by id, and
 * what is empty (null, "", a list without lines) is left out, since a version that does not know it never wrote it.
 */

/* One member of a type's records: a field, a list, or, where both are -1, one of the envelope. */
typedef struct
{
  const char *name;
  int field;
  int list;
} Member;

typedef struct
{
  const PdRecord *record;
  const Member *members; /* sorted by name */
  guint n_members;
  guint next; /* the first member that is not written yet */
  GString *out;
  gboolean first;
} Writer;

static void write_record (GString *out, const PdRecord *record);

static int
compare_members (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Member *) a)->name, ((const Member *) b)->name);
}

static GArray *
sort_members (const PdRecordType *type)
{
  static const char *const envelope[] = { "id", "deleted", "type" }; /* of a line, the id alone */
  GArray *members = g_array_new (FALSE, FALSE, sizeof (Member));

  for (guint i = 0; i < (type->list_name != NULL ? 1 : G_N_ELEMENTS (envelope)); i++)
    g_array_append_val (members, ((Member){ envelope[i], -1, -1 }));
  for (guint i = 0; i < type->n_fields; i++)
    g_array_append_val (members, ((Member){ type->fields[i].name, (int) i, -1 }));
  for (guint i = 0; i < type->n_lists; i++)
    g_array_append_val (members, ((Member){ type->lists[i]->list_name, -1, (int) i }));
  g_array_sort (members, compare_members);
  return members;
}

/* Sorted once per type; kept as long as the program runs, as the types are. */
static const GArray *
members_of (const PdRecordType *type)
{
  static GMutex mutex;
  static GHashTable *known;
  GArray *members;

  g_mutex_lock (&mutex);
  if (known == NULL)
    known = g_hash_table_new (NULL, NULL);
  members = g_hash_table_lookup (known, type);
  if (members == NULL)
    {
      members = sort_members (type);
      g_hash_table_insert (known, (gpointer) type, members);
    }
  g_mutex_unlock (&mutex);
  return members;
}

static void
begin_member (GString *out, const char *name, gboolean *first)
{
  if (!*first)
    g_string_append_c (out, ',');
  *first = FALSE;
  pd_wire_write_string (out, name);
  g_string_append_c (out, ':');
}

/* JSON that this version does not know */

typedef struct
{
  const char *name;
  const PdWireValue *value;
} NamedValue;

static int
compare_named_values (gconstpointer a, gconstpointer b)
{
  return strcmp (((const NamedValue *) a)->name, ((const NamedValue *) b)->name);
}

static gboolean
is_empty (const PdWireValue *value)
{
  return value->kind == PD_WIRE_NULL || (value->kind == PD_WIRE_ARRAY && value->count == 0) ||
         (value->kind == PD_WIRE_TEXT && value->length == 0);
}

static void
write_object (GString *out, const PdWireValue *object, const char *left_out)
{
  g_autoptr (GArray) members = g_array_sized_new (FALSE, FALSE, sizeof (NamedValue), object->count);
  NamedValue member;
  PdWireIter iter;
  gboolean first = TRUE;

  pd_wire_iter_init (&iter, object);
  while (pd_wire_iter_next (&iter, &member.name, &member.value))
    if (!is_empty (member.value) && g_strcmp0 (member.name, left_out) != 0)
      g_array_append_val (members, member);
  g_array_sort (members, compare_named_values);
  g_string_append_c (out, '{');
  for (guint i = 0; i < members->len; i++)
    {
      begin_member (out, g_array_index (members, NamedValue, i).name, &first);
      pd_wire_write_canonical (out, g_array_index (members, NamedValue, i).value);
    }
  g_string_append_c (out, '}');
}

static const char *
line_id (const PdWireValue *value)
{
  return pd_wire_value_text (pd_wire_value_member (value, "id"));
}

static int
compare_line_values (gconstpointer a, gconstpointer b)
{
  return strcmp (line_id (*(const PdWireValue *const *) a), line_id (*(const PdWireValue *const *) b));
}

/* An array whose entries all have an id is what a newer version calls lines. */
static void
write_array (GString *out, const PdWireValue *array)
{
  g_autoptr (GPtrArray) values = g_ptr_array_sized_new (array->count);
  gboolean are_lines = TRUE;
  const PdWireValue *value;
  PdWireIter iter;

  pd_wire_iter_init (&iter, array);
  while (pd_wire_iter_next (&iter, NULL, &value))
    {
      g_ptr_array_add (values, (gpointer) value);
      are_lines = are_lines && line_id (value) != NULL;
    }
  if (are_lines)
    g_ptr_array_sort (values, compare_line_values);
  g_string_append_c (out, '[');
  for (guint i = 0; i < values->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      pd_wire_write_canonical (out, g_ptr_array_index (values, i));
    }
  g_string_append_c (out, ']');
}

void
pd_wire_write_canonical (GString *out, const PdWireValue *value)
{
  if (value->kind == PD_WIRE_OBJECT)
    write_object (out, value, NULL);
  else if (value->kind == PD_WIRE_ARRAY)
    write_array (out, value);
  else
    pd_wire_write_value (out, value);
}

/* Single values are kept in their one form already. */
static void
write_unknown_value (GString *out, const char *json)
{
  g_autoptr (PdWireDocument) document = *json == '{' || *json == '[' ? pd_wire_parse (json, -1, NULL) : NULL;

  if (document != NULL)
    pd_wire_write_canonical (out, pd_wire_document_root (document));
  else
    g_string_append (out, json);
}

static gboolean
is_empty_json (const char *json)
{
  return g_str_equal (json, "null") || g_str_equal (json, "\"\"") || g_str_equal (json, "[]");
}

/* Records */

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (pd_record_get_id (*(PdRecord *const *) a), pd_record_get_id (*(PdRecord *const *) b));
}

static void
write_lines (GString *out, GPtrArray *lines)
{
  g_autofree gpointer *sorted = g_memdup2 (lines->pdata, lines->len * sizeof (gpointer));

  qsort (sorted, lines->len, sizeof (gpointer), compare_lines);
  g_string_append_c (out, '[');
  for (guint i = 0; i < lines->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      write_record (out, sorted[i]);
    }
  g_string_append_c (out, ']');
}

static void
write_envelope (Writer *writer, const char *name)
{
  if (g_str_equal (name, "deleted"))
    {
      if (!pd_record_is_deleted (writer->record))
        return;
      begin_member (writer->out, name, &writer->first);
      g_string_append (writer->out, "true");
      return;
    }
  begin_member (writer->out, name, &writer->first);
  pd_wire_write_string (writer->out, g_str_equal (name, "id")
                                         ? pd_record_get_id (writer->record)
                                         : pd_record_get_record_type (writer->record)->name);
}

static void
write_next (Writer *writer)
{
  const Member *member = &writer->members[writer->next++];
  GPtrArray *lines = member->list >= 0 ? pd_record_get_list (writer->record, (guint) member->list) : NULL;

  if (member->field >= 0)
    writer->first = pd_wire_write_field (writer->out, writer->record, (guint) member->field, writer->first);
  else if (lines == NULL)
    write_envelope (writer, member->name);
  else if (lines->len > 0)
    {
      begin_member (writer->out, member->name, &writer->first);
      write_lines (writer->out, lines);
    }
}

static gboolean
write_unknown_cb (gpointer name, gpointer json, gpointer data)
{
  Writer *writer = data;

  while (writer->next < writer->n_members && strcmp (writer->members[writer->next].name, name) < 0)
    write_next (writer);
  if (!is_empty_json (json))
    {
      begin_member (writer->out, name, &writer->first);
      write_unknown_value (writer->out, json);
    }
  return FALSE;
}

static void
write_record (GString *out, const PdRecord *record)
{
  const GArray *members = members_of (pd_record_get_record_type (record));
  Writer writer = { .record = record,
                    .members = &g_array_index (members, Member, 0),
                    .n_members = members->len,
                    .out = out,
                    .first = TRUE };

  g_string_append_c (out, '{');
  if (pd_record_get_unknown (record) != NULL)
    g_tree_foreach (pd_record_get_unknown (record), write_unknown_cb, &writer);
  while (writer.next < writer.n_members)
    write_next (&writer);
  g_string_append_c (out, '}');
}

static char *
hash_text (GString *text)
{
  guint8 digest[PD_DIGEST_SHA256_SIZE];
  char *hash = g_malloc (2 * sizeof digest + 1);

  pd_digest_sha256 (text->str, text->len, digest);
  pd_digest_to_hex (digest, sizeof digest, hash);
  g_string_free (text, TRUE);
  return hash;
}

/**
 * pd_wire_record_content_hash:
 * @record: a record
 *
 * The same on both sides and in all versions, whichever fields a version knows and in whatever order its lines are.
 *
 * Returns: (transfer full): SHA-256 in hex over all that the record says, its revision and sequence left out
 */
char *
pd_wire_record_content_hash (const PdRecord *record)
{
  GString *out = g_string_sized_new (1024);

  write_record (out, record);
  return hash_text (out);
}

/* SHA-256 in hex over all that an object says but one member. */
char *
pd_wire_object_hash (const PdWireValue *object, const char *left_out)
{
  GString *out = g_string_sized_new (512);

  write_object (out, object, left_out);
  return hash_text (out);
}

/* As it came */

static void
write_container (GString *out, const PdWireValue *container)
{
  PdWireIter iter;
  const char *name;
  const PdWireValue *value;

  g_string_append_c (out, container->kind == PD_WIRE_OBJECT ? '{' : '[');
  pd_wire_iter_init (&iter, container);
  for (gboolean first = TRUE; pd_wire_iter_next (&iter, &name, &value); first = FALSE)
    {
      if (!first)
        g_string_append_c (out, ',');
      if (name != NULL)
        {
          pd_wire_write_string (out, name);
          g_string_append_c (out, ':');
        }
      pd_wire_write_value (out, value);
    }
  g_string_append_c (out, container->kind == PD_WIRE_OBJECT ? '}' : ']');
}

/**
 * pd_wire_write_value:
 * @out: where to
 * @value: a value
 *
 * Writes a value as Piaodan writes JSON: members in their order, texts in one way, and numbers digit by digit as they
 * came. What a newer version wrote is sent back as it was.
 */
void
pd_wire_write_value (GString *out, const PdWireValue *value)
{
  switch (value->kind)
    {
    case PD_WIRE_OBJECT:
    case PD_WIRE_ARRAY:
      write_container (out, value);
      break;
    case PD_WIRE_TEXT:
      pd_wire_write_string (out, value->text);
      break;
    case PD_WIRE_NUMBER:
    case PD_WIRE_TOO_DEEP:
      g_string_append_len (out, value->text, value->length);
      break;
    case PD_WIRE_TRUE:
    case PD_WIRE_FALSE:
      g_string_append (out, value->kind == PD_WIRE_TRUE ? "true" : "false");
      break;
    case PD_WIRE_NULL:
    default:
      g_string_append (out, "null");
      break;
    }
}

/**
 * pd_wire_value_to_text:
 * @value: a value
 *
 * Returns: (transfer full): JSON, see pd_wire_write_value()
 */
char *
pd_wire_value_to_text (const PdWireValue *value)
{
  GString *out = g_string_new (NULL);

  pd_wire_write_value (out, value);
  return g_string_free (out, FALSE);
}
