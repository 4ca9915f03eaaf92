/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire.h"

#include "wire/pd-wire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_ATOMS 10000

static void
write_optional (GString *out, const char *name, const char *text)
{
  if (text == NULL)
    return;
  g_string_append_printf (out, ",\"%s\":", name);
  pd_wire_write_string (out, text);
}

/* Mutations */

/**
 * pd_wire_write_mutation:
 * @out: where to
 * @mutation: a mutation
 */
void
pd_wire_write_mutation (GString *out, const PdMutation *mutation)
{
  g_string_append_printf (
      out,
      "{\"id\":\"%s\",\"counter\":%" G_GINT64_FORMAT
      ",\"type\":\"%s\",\"record_id\":\"%s\",\"kind\":\"%s\",\"base_revision\":%" G_GINT64_FORMAT
      ",\"made_at\":%" G_GINT64_FORMAT,
      mutation->id, mutation->counter, mutation->type->name, mutation->record_id,
      pd_mutation_kind_name (mutation->kind), mutation->base_revision, mutation->made_at);
  if (mutation->record != NULL)
    {
      g_string_append (out, ",\"record\":");
      pd_wire_write_record (out, mutation->record);
    }
  if (mutation->patch != NULL)
    {
      g_string_append (out, ",\"patch\":");
      pd_wire_write_patch (out, mutation->patch);
    }
  if (mutation->kind == PD_MUTATION_COMMAND)
    g_string_append_printf (out, ",\"total\":%" G_GINT64_FORMAT, mutation->total);
  write_optional (out, "command", mutation->command);
  write_optional (out, "reason", mutation->reason);
  g_string_append_c (out, '}');
}

char *
pd_wire_mutation_to_text (const PdMutation *mutation)
{
  GString *out = g_string_sized_new (512);

  pd_wire_write_mutation (out, mutation);
  return g_string_free (out, FALSE);
}

static gboolean
read_created_record (PdMutation *mutation, const PdWireValue *object, const PdWirePath *path, GError **error)
{
  const PdWirePath record_path = { path, "record", 0 };

  mutation->record = pd_wire_read_record (pd_wire_value_member (object, "record"), &record_path, error);
  if (mutation->record == NULL)
    return FALSE;
  if (pd_record_get_record_type (mutation->record) == mutation->type &&
      g_str_equal (pd_record_get_id (mutation->record), mutation->record_id))
    return TRUE;
  pd_wire_field_error (error, &record_path, _ ("The record is another than the one named."));
  return FALSE;
}

static gboolean
read_mutation_body (PdMutation *mutation, const PdWireValue *object, const PdWirePath *path, GError **error)
{
  const PdWirePath patch_path = { path, "patch", 0 };
  const char *command, *reason;

  switch (mutation->kind)
    {
    case PD_MUTATION_CREATE:
      return read_created_record (mutation, object, path, error);
    case PD_MUTATION_PATCH:
      mutation->patch =
          pd_wire_read_patch (mutation->type, pd_wire_value_member (object, "patch"), &patch_path, error);
      return mutation->patch != NULL;
    case PD_MUTATION_COMMAND:
      if (!pd_wire_get_string (object, "command", path, TRUE, &command, error) ||
          !pd_wire_get_string (object, "reason", path, FALSE, &reason, error) ||
          !pd_wire_get_integer (object, "total", path, TRUE, &mutation->total, error))
        return FALSE;
      mutation->command = g_strdup (command);
      mutation->reason = g_strdup (reason);
      return TRUE;
    case PD_MUTATION_DELETE:
    default:
      return TRUE;
    }
}

static PdMutation *
read_mutation (const PdWireValue *value, const PdWirePath *path, GError **error)
{
  const PdWireValue *object = pd_wire_object (value, path, error);
  g_autoptr (PdMutation) mutation = NULL;
  const char *id, *type_name, *record_id, *kind_name;
  PdMutationKind kind;

  if (object == NULL || !pd_wire_get_id (object, "id", path, &id, error) ||
      !pd_wire_get_string (object, "type", path, TRUE, &type_name, error) ||
      !pd_wire_get_id (object, "record_id", path, &record_id, error) ||
      !pd_wire_get_string (object, "kind", path, TRUE, &kind_name, error))
    return NULL;
  if (pd_record_type_find (type_name) == NULL || !pd_mutation_kind_parse (kind_name, &kind))
    {
      const PdWirePath bad = { path, pd_record_type_find (type_name) == NULL ? "type" : "kind", 0 };

      pd_wire_field_error (error, &bad, _ ("This value is not known here."));
      return NULL;
    }
  mutation = pd_mutation_new (id, pd_record_type_find (type_name), record_id, kind);
  if (!pd_wire_get_count (object, "counter", path, FALSE, &mutation->counter, error) ||
      !pd_wire_get_count (object, "base_revision", path, FALSE, &mutation->base_revision, error) ||
      !pd_wire_get_integer (object, "made_at", path, FALSE, &mutation->made_at, error) ||
      !read_mutation_body (mutation, object, path, error))
    return NULL;
  return g_steal_pointer (&mutation);
}

/**
 * pd_wire_mutation_from_value:
 * @value: JSON from outside
 * @error: return location for a #PdWireError whose message begins with the path of the bad field
 *
 * Returns: (transfer full): the mutation, or %NULL
 */
PdMutation *
pd_wire_mutation_from_value (const PdWireValue *value, GError **error)
{
  return read_mutation (value, NULL, error);
}

PdMutation *
pd_wire_mutation_from_text (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, length, error);

  return document != NULL ? pd_wire_mutation_from_value (pd_wire_document_root (document), error) : NULL;
}

/* Results */

static void
write_atoms (GString *out, GStrv atoms)
{
  g_string_append (out, ",\"atoms\":[");
  for (guint i = 0; atoms[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      pd_wire_write_string (out, atoms[i]);
    }
  g_string_append_c (out, ']');
}

void
pd_wire_write_result (GString *out, const PdResult *result)
{
  g_string_append_printf (out, "{\"id\":\"%s\",\"outcome\":\"%s\"", result->mutation_id,
                          pd_outcome_name (result->outcome));
  if (result->replayed)
    g_string_append (out, ",\"replayed\":true");
  write_optional (out, "code", result->code);
  write_optional (out, "path", result->path);
  write_optional (out, "message", result->message);
  if (result->atoms != NULL)
    write_atoms (out, result->atoms);
  if (result->record != NULL)
    {
      g_string_append (out, ",\"record\":");
      pd_wire_write_record (out, result->record);
    }
  g_string_append_c (out, '}');
}

char *
pd_wire_result_to_text (const PdResult *result)
{
  GString *out = g_string_sized_new (512);

  pd_wire_write_result (out, result);
  return g_string_free (out, FALSE);
}

/* What is null is as good as absent. */
static gboolean
has_value (const PdWireValue *object, const char *name)
{
  const PdWireValue *value = pd_wire_value_member (object, name);

  return value != NULL && value->kind != PD_WIRE_NULL;
}

static gboolean
read_atoms (PdResult *result, const PdWireValue *object, const PdWirePath *path, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const PdWirePath atoms_path = { path, "atoms", 0 };
  const PdWireValue *array, *value;
  PdWireIter iter;

  if (!has_value (object, "atoms"))
    return TRUE;
  array = pd_wire_array (pd_wire_value_member (object, "atoms"), &atoms_path, MAX_ATOMS, error);
  if (array == NULL)
    return FALSE;
  pd_wire_iter_init (&iter, array);
  for (guint i = 0; pd_wire_iter_next (&iter, NULL, &value); i++)
    {
      if (pd_wire_value_text (value) == NULL)
        {
          const PdWirePath atom_path = { &atoms_path, NULL, i };

          pd_wire_field_error (error, &atom_path, _ ("A text is expected."));
          return FALSE;
        }
      g_strv_builder_add (builder, pd_wire_value_text (value));
    }
  result->atoms = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_result_record (PdResult *result, const PdWireValue *object, const PdWirePath *path, GError **error)
{
  const PdWirePath record_path = { path, "record", 0 };

  if (!has_value (object, "record"))
    return TRUE;
  result->record = pd_wire_read_record (pd_wire_value_member (object, "record"), &record_path, error);
  return result->record != NULL;
}

static PdResult *
read_result (const PdWireValue *value, const PdWirePath *path, GError **error)
{
  const PdWireValue *object = pd_wire_object (value, path, error);
  g_autoptr (PdResult) result = NULL;
  const char *id, *outcome_name, *code, *field, *message;
  PdOutcome outcome;

  if (object == NULL || !pd_wire_get_id (object, "id", path, &id, error) ||
      !pd_wire_get_string (object, "outcome", path, TRUE, &outcome_name, error) ||
      !pd_wire_get_string (object, "code", path, FALSE, &code, error) ||
      !pd_wire_get_string (object, "path", path, FALSE, &field, error) ||
      !pd_wire_get_string (object, "message", path, FALSE, &message, error))
    return NULL;
  if (!pd_outcome_parse (outcome_name, &outcome))
    {
      const PdWirePath bad = { path, "outcome", 0 };

      pd_wire_field_error (error, &bad, _ ("This value is not known here."));
      return NULL;
    }
  result = pd_result_new (id, outcome);
  result->code = g_strdup (code);
  result->path = g_strdup (field);
  result->message = g_strdup (message);
  if (!pd_wire_get_boolean (object, "replayed", path, &result->replayed, error) ||
      !read_atoms (result, object, path, error) || !read_result_record (result, object, path, error))
    return NULL;
  return g_steal_pointer (&result);
}

/**
 * pd_wire_result_from_value:
 * @value: JSON from outside
 * @error: return location for a #PdWireError whose message begins with the path of the bad field
 *
 * Returns: (transfer full): the result, or %NULL
 */
PdResult *
pd_wire_result_from_value (const PdWireValue *value, GError **error)
{
  return read_result (value, NULL, error);
}

PdResult *
pd_wire_result_from_text (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, length, error);

  return document != NULL ? pd_wire_result_from_value (pd_wire_document_root (document), error) : NULL;
}

static void
write_results (GString *out, GPtrArray *results)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < results->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      pd_wire_write_result (out, g_ptr_array_index (results, i));
    }
  g_string_append_c (out, ']');
}

static GPtrArray *
read_results (const PdWireValue *object, const PdWirePath *path, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  const PdWirePath results_path = { path, "results", 0 };
  const PdWireValue *array =
      pd_wire_array (pd_wire_value_member (object, "results"), &results_path, PD_WIRE_MAX_MUTATIONS, error);
  const PdWireValue *value;
  PdWireIter iter;

  if (array == NULL)
    return NULL;
  pd_wire_iter_init (&iter, array);
  for (guint i = 0; pd_wire_iter_next (&iter, NULL, &value); i++)
    {
      const PdWirePath result_path = { &results_path, NULL, i };
      PdResult *result = read_result (value, &result_path, error);

      if (result == NULL)
        return NULL;
      g_ptr_array_add (results, result);
    }
  return g_steal_pointer (&results);
}

/**
 * pd_wire_results_to_text:
 * @results: (element-type PdResult): the answers to a push, in its order
 *
 * Returns: (transfer full): the body of the answer
 */
char *
pd_wire_results_to_text (GPtrArray *results)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"format\":%d,\"results\":", PD_WIRE_FORMAT);
  write_results (out, results);
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}

GPtrArray *
pd_wire_results_from_text (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, length, error);
  const PdWireValue *object =
      document != NULL ? pd_wire_object (pd_wire_document_root (document), NULL, error) : NULL;

  if (object == NULL || !pd_wire_check_format (object, NULL, error))
    return NULL;
  return read_results (object, NULL, error);
}

/* Page */

PdWirePage *
pd_wire_page_new (void)
{
  PdWirePage *page = g_new0 (PdWirePage, 1);

  page->records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  page->results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  return page;
}

void
pd_wire_page_free (PdWirePage *page)
{
  g_ptr_array_unref (page->records);
  g_ptr_array_unref (page->results);
  g_clear_pointer (&page->digests, g_hash_table_unref);
  g_free (page->epoch);
  g_free (page->next);
  g_free (page);
}

/**
 * pd_wire_page_set_digest:
 * @page: a page that ends at the head
 * @type: the name of a record type
 * @digest: of all the platform's records of that type
 */
void
pd_wire_page_set_digest (PdWirePage *page, const char *type, const PdDigest *digest)
{
  if (page->digests == NULL)
    page->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (page->digests, g_strdup (type), g_memdup2 (digest, sizeof *digest));
}

/* The whole first; by type for a reader that does not know all types. */
static void
write_digests (GString *out, GHashTable *digests)
{
  g_autoptr (GList) types = g_list_sort (g_hash_table_get_keys (digests), (GCompareFunc) strcmp);
  PdDigest whole = { 0 };

  for (GList *type = types; type != NULL; type = type->next)
    pd_digest_merge (&whole, g_hash_table_lookup (digests, type->data));
  g_string_append (out, ",\"digest\":{");
  pd_wire_write_digest (out, &whole);
  g_string_append (out, ",\"types\":{");
  for (GList *type = types; type != NULL; type = type->next)
    {
      g_string_append (out, type == types ? "" : ",");
      pd_wire_write_string (out, type->data);
      g_string_append (out, ":{");
      pd_wire_write_digest (out, g_hash_table_lookup (digests, type->data));
      g_string_append_c (out, '}');
    }
  g_string_append (out, "}}");
}

/**
 * pd_wire_write_page_end:
 * @out: the page's record lines, each with its newline
 * @page: what the trailer says; its records are not looked at
 * @count: how many record lines there are
 *
 * Writes the line without which a client takes nothing of the page.
 */
void
pd_wire_write_page_end (GString *out, const PdWirePage *page, guint count)
{
  g_string_append_printf (out, "{\"end\":true,\"format\":%d,\"count\":%u,\"epoch\":", PD_WIRE_FORMAT, count);
  pd_wire_write_string (out, page->epoch);
  g_string_append (out, ",\"next\":");
  pd_wire_write_string (out, page->next);
  g_string_append_printf (out,
                          ",\"head\":%" G_GINT64_FORMAT ",\"more\":%s,\"acknowledged\":%" G_GINT64_FORMAT
                          ",\"results\":",
                          page->head, page->more ? "true" : "false", page->acknowledged);
  write_results (out, page->results);
  if (page->digests != NULL)
    write_digests (out, page->digests);
  g_string_append (out, "}\n");
}

static gboolean
read_digests (PdWirePage *page, const PdWireValue *object, GError **error)
{
  const PdWirePath path = { NULL, "digest", 0 }, types_path = { &path, "types", 0 };
  const PdWireValue *digest, *types, *value;
  const char *name;
  PdWireIter iter;

  if (!has_value (object, "digest"))
    return TRUE;
  digest = pd_wire_object (pd_wire_value_member (object, "digest"), &path, error);
  if (digest == NULL || !has_value (digest, "types"))
    return digest != NULL;
  types = pd_wire_object (pd_wire_value_member (digest, "types"), &types_path, error);
  if (types == NULL)
    return FALSE;
  page->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  pd_wire_iter_init (&iter, types);
  while (pd_wire_iter_next (&iter, &name, &value))
    {
      const PdWirePath type_path = { &types_path, name, 0 };
      PdDigest of_type;

      if (!pd_wire_read_digest (value, &type_path, &of_type, error))
        return FALSE;
      pd_wire_page_set_digest (page, name, &of_type);
    }
  return TRUE;
}

static gboolean
read_page_end (PdWirePage *page, const PdWireValue *object, guint count, GError **error)
{
  const char *epoch, *next;
  gint64 stated;
  GPtrArray *results;

  if (!pd_wire_check_format (object, NULL, error) ||
      !pd_wire_get_count (object, "count", NULL, TRUE, &stated, error) ||
      !pd_wire_get_string (object, "epoch", NULL, TRUE, &epoch, error) ||
      !pd_wire_get_string (object, "next", NULL, TRUE, &next, error) ||
      !pd_wire_get_count (object, "head", NULL, TRUE, &page->head, error) ||
      !pd_wire_get_count (object, "acknowledged", NULL, FALSE, &page->acknowledged, error) ||
      !pd_wire_get_boolean (object, "more", NULL, &page->more, error) || !read_digests (page, object, error))
    return FALSE;
  if (stated != (gint64) count)
    {
      pd_wire_field_error (error, &(PdWirePath){ NULL, "count", 0 }, _ ("The page arrived incomplete."));
      return FALSE;
    }
  results = read_results (object, NULL, error);
  if (results == NULL)
    return FALSE;
  g_ptr_array_unref (page->results);
  page->results = results;
  page->epoch = g_strdup (epoch);
  page->next = g_strdup (next);
  return TRUE;
}

/* A record has a type; a newer version's record may well have a field "end". */
static gboolean
is_page_end (const PdWireValue *value)
{
  return pd_wire_value_member (value, "end") != NULL && pd_wire_value_member (value, "type") == NULL;
}

/* A type that only a newer version knows is left to that version; everything else must be right. */
static gboolean
read_page_record (PdWirePage *page, const PdWireValue *value, guint index, GError **error)
{
  const PdWirePath records = { NULL, "records", 0 }, path = { &records, NULL, index };
  const PdWireValue *object = pd_wire_object (value, &path, error);
  const char *type;
  PdRecord *record;

  if (object == NULL || !pd_wire_get_string (object, "type", &path, TRUE, &type, error))
    return FALSE;
  if (pd_record_type_find (type) == NULL)
    return TRUE;
  record = pd_wire_read_record (value, &path, error);
  if (record == NULL)
    return FALSE;
  g_ptr_array_add (page->records, record);
  return TRUE;
}

/**
 * pd_wire_page_from_text:
 * @text: the answer to a request for changes: a record a line, then the trailer
 * @length: its bytes, -1 when it ends with a NUL
 * @error: return location for a #PdWireError
 *
 * Takes the page whole or not at all: a trailer that is missing or counts otherwise means that it was cut off.
 *
 * Returns: (transfer full): the page, or %NULL
 */
PdWirePage *
pd_wire_page_from_text (const char *text, gssize length, GError **error)
{
  const char *end = text + (length < 0 ? (gssize) strlen (text) : length);
  g_autoptr (PdWirePage) page = pd_wire_page_new ();

  for (guint count = 0; text < end; count++)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));
      g_autoptr (PdWireDocument) document = NULL;
      const PdWireValue *value;

      if (newline == NULL)
        break;
      document = pd_wire_parse (text, newline - text, error);
      if (document == NULL)
        return NULL;
      value = pd_wire_document_root (document);
      text = newline + 1;
      if (is_page_end (value))
        {
          if (text != end)
            break;
          return read_page_end (page, value, count, error) ? g_steal_pointer (&page) : NULL;
        }
      if (!read_page_record (page, value, count, error))
        return NULL;
    }
  pd_wire_field_error (error, &(PdWirePath){ NULL, "end", 0 }, _ ("The page arrived incomplete."));
  return NULL;
}
