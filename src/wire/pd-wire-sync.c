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

/**
 * pd_wire_mutation_payload_hash:
 * @mutation: a mutation
 *
 * What the platform compares to know whether the same was sent before: all that it says but its counter, which belongs
 * to the sending.
 *
 * Returns: (transfer full): the SHA-256 in hex
 */
char *
pd_wire_mutation_payload_hash (const PdMutation *mutation)
{
  g_autofree char *text = pd_wire_mutation_to_text (mutation);
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, -1, NULL);

  return pd_wire_object_hash (pd_wire_document_root (document), "counter");
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
  write_optional (out, "payload_hash", result->payload_hash);
  write_optional (out, "content_hash", result->content_hash);
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
gboolean
pd_wire_has_value (const PdWireValue *object, const char *name)
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

  if (!pd_wire_has_value (object, "atoms"))
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

  if (!pd_wire_has_value (object, "record"))
    return TRUE;
  result->record = pd_wire_read_record (pd_wire_value_member (object, "record"), &record_path, error);
  return result->record != NULL;
}

static PdResult *
read_result (const PdWireValue *value, const PdWirePath *path, GError **error)
{
  const PdWireValue *object = pd_wire_object (value, path, error);
  g_autoptr (PdResult) result = NULL;
  const char *id, *outcome_name, *code, *field, *message, *payload, *content;
  PdOutcome outcome;

  if (object == NULL || !pd_wire_get_id (object, "id", path, &id, error) ||
      !pd_wire_get_string (object, "outcome", path, TRUE, &outcome_name, error) ||
      !pd_wire_get_string (object, "code", path, FALSE, &code, error) ||
      !pd_wire_get_string (object, "path", path, FALSE, &field, error) ||
      !pd_wire_get_string (object, "message", path, FALSE, &message, error) ||
      !pd_wire_get_string (object, "payload_hash", path, FALSE, &payload, error) ||
      !pd_wire_get_string (object, "content_hash", path, FALSE, &content, error))
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
  result->payload_hash = g_strdup (payload);
  result->content_hash = g_strdup (content);
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

void
pd_wire_write_results (GString *out, GPtrArray *results)
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

GPtrArray *
pd_wire_read_results (const PdWireValue *object, const PdWirePath *path, GError **error)
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

/** pd_wire_results_to_text: as pd_wire_pushed_to_text(), of results alone. */
char *
pd_wire_results_to_text (GPtrArray *results)
{
  return pd_wire_pushed_to_text (results, NULL);
}

GPtrArray *
pd_wire_results_from_text (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWirePassage) passage = NULL;

  return pd_wire_pushed_from_text (text, length, &passage, error);
}

void
pd_wire_passage_free (PdWirePassage *passage)
{
  g_free (passage->from);
  g_free (passage->to);
  g_free (passage);
}

/**
 * pd_wire_pushed_to_text:
 * @results: (element-type PdResult): the answers to a push, in its order
 * @passage: (nullable): what a client that was at its beginning need not ask for any more
 *
 * Returns: (transfer full): the body of the answer
 */
char *
pd_wire_pushed_to_text (GPtrArray *results, const PdWirePassage *passage)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"format\":%d,\"results\":", PD_WIRE_FORMAT);
  pd_wire_write_results (out, results);
  if (passage != NULL)
    {
      write_optional (out, "from", passage->from);
      write_optional (out, "to", passage->to);
      g_string_append_printf (out, ",\"last\":%" G_GINT64_FORMAT, passage->last);
    }
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}

static gboolean
read_passage (const PdWireValue *object, PdWirePassage **passage, GError **error)
{
  g_autoptr (PdWirePassage) read = g_new0 (PdWirePassage, 1);
  const char *from, *to;

  if (!pd_wire_get_string (object, "from", NULL, FALSE, &from, error) ||
      !pd_wire_get_string (object, "to", NULL, FALSE, &to, error) ||
      !pd_wire_get_count (object, "last", NULL, FALSE, &read->last, error))
    return FALSE;
  if (from == NULL || to == NULL || read->last == 0)
    return TRUE;
  read->from = g_strdup (from);
  read->to = g_strdup (to);
  *passage = g_steal_pointer (&read);
  return TRUE;
}

/**
 * pd_wire_pushed_from_text:
 * @text: the answer to a push
 * @length: its bytes, -1 when it ends with a NUL
 * @passage: (out) (transfer full) (nullable): the part of the history that the results are all of; often %NULL
 * @error: return location for a #PdWireError
 *
 * Returns: (transfer full) (element-type PdResult): the results, or %NULL
 */
GPtrArray *
pd_wire_pushed_from_text (const char *text, gssize length, PdWirePassage **passage, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, length, error);
  const PdWireValue *object =
      document != NULL ? pd_wire_object (pd_wire_document_root (document), NULL, error) : NULL;

  *passage = NULL;
  if (object == NULL || !pd_wire_check_format (object, NULL, error) || !read_passage (object, passage, error))
    return NULL;
  return pd_wire_read_results (object, NULL, error);
}
