/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
entry_free (gpointer data)
{
  PdWireEntry *entry = data;

  g_free (entry->id);
  g_free (entry->payload_hash);
  g_free (entry->path);
  g_free (entry->message);
  g_free (entry);
}

PdWirePush *
pd_wire_push_new (const char *epoch, const char *replica)
{
  PdWirePush *push = g_new0 (PdWirePush, 1);

  push->epoch = g_strdup (epoch);
  push->replica = g_strdup (replica);
  push->mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_mutation_free);
  push->entries = g_ptr_array_new_with_free_func (entry_free);
  return push;
}

void
pd_wire_push_free (PdWirePush *push)
{
  g_free (push->epoch);
  g_free (push->replica);
  g_ptr_array_unref (push->entries);
  g_ptr_array_unref (push->mutations);
  g_free (push);
}

/**
 * pd_wire_push_to_text:
 * @push: what is to be sent
 *
 * Returns: (transfer full): the body of the request
 */
char *
pd_wire_push_to_text (const PdWirePush *push)
{
  GString *out = g_string_sized_new (1024);

  g_string_append_printf (out, "{\"format\":%d,\"replica\":\"%s\"", PD_WIRE_FORMAT, push->replica);
  if (push->epoch != NULL)
    {
      g_string_append (out, ",\"epoch\":");
      pd_wire_write_string (out, push->epoch);
    }
  if (push->briefly)
    g_string_append (out, ",\"briefly\":true");
  g_string_append (out, ",\"mutations\":[");
  for (guint i = 0; i < push->mutations->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      pd_wire_write_mutation (out, g_ptr_array_index (push->mutations, i));
    }
  g_string_append (out, "]}\n");
  return g_string_free (out, FALSE);
}

/* "patch[0].atom: There is no field “x”." is a path and a sentence; the path of the entry itself is ".". */
static void
take_reason (PdWireEntry *entry, const char *reason)
{
  const char *colon = strstr (reason, ": ");

  entry->message = g_strdup (colon != NULL ? colon + 2 : reason);
  if (colon != NULL && !g_str_has_prefix (reason, ".:"))
    entry->path = g_strndup (reason, (gsize) (colon - reason));
}

/* Where something is nested too deep to be read, if it is anywhere; as deep as what was read, this goes down, too. */
static gboolean
check_depth (const PdWireValue *value, const PdWirePath *path, GError **error)
{
  const PdWireValue *child;
  const char *name;
  PdWireIter iter;

  if (value->kind == PD_WIRE_TOO_DEEP)
    {
      pd_wire_field_error (error, path, _ ("The document is nested deeper than %d levels."),
                           PD_WIRE_MAX_DEPTH);
      return FALSE;
    }
  if (value->kind != PD_WIRE_OBJECT && value->kind != PD_WIRE_ARRAY)
    return TRUE;
  pd_wire_iter_init (&iter, value);
  for (guint i = 0; pd_wire_iter_next (&iter, &name, &child); i++)
    {
      const PdWirePath child_path = { path, name, i };

      if (!check_depth (child, &child_path, error))
        return FALSE;
    }
  return TRUE;
}

/* A sent mutation has a counter from one up; that of one that cannot be read at all counts for nothing. */
static void
read_entry_body (PdWirePush *push, PdWireEntry *entry, const PdWireValue *value, gboolean pruned)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdMutation) mutation =
      !pruned || check_depth (value, NULL, &error) ? pd_wire_mutation_from_value (value, &error) : NULL;

  if (mutation != NULL && mutation->counter < 1)
    pd_wire_field_error (&error, &(PdWirePath){ NULL, "counter", 0 },
                         _ ("A whole number from one up is expected."));
  if (error != NULL)
    {
      take_reason (entry, error->message);
      if (!pd_wire_get_count (value, "counter", NULL, TRUE, &entry->counter, NULL))
        entry->counter = 0;
      return;
    }
  entry->counter = mutation->counter;
  entry->mutation = mutation;
  g_ptr_array_add (push->mutations, g_steal_pointer (&mutation));
}

/* Without an id there is nobody to answer to. */
static gboolean
read_entry (PdWirePush *push, const PdWireValue *value, guint index, gboolean pruned, GError **error)
{
  const PdWirePath mutations = { NULL, "mutations", 0 }, path = { &mutations, NULL, index };
  const PdWireValue *object = pd_wire_object (value, &path, error);
  PdWireEntry *entry;
  const char *id;

  if (object == NULL || !pd_wire_get_id (object, "id", &path, &id, error))
    return FALSE;
  entry = g_new0 (PdWireEntry, 1);
  entry->id = g_strdup (id);
  /* The counter belongs to the sending, not to what the person did: it may differ when the same is sent again. */
  entry->payload_hash = pd_wire_object_hash (object, "counter");
  g_ptr_array_add (push->entries, entry);
  read_entry_body (push, entry, value, pruned);
  return TRUE;
}

/* What is too deep in a mutation is that mutation's alone; of the rest it is the push's. */
static gboolean
check_envelope (const PdWireValue *object, GError **error)
{
  const PdWireValue *value;
  const char *name;
  PdWireIter iter;

  pd_wire_iter_init (&iter, object);
  while (pd_wire_iter_next (&iter, &name, &value))
    if (!g_str_equal (name, "mutations") && !check_depth (value, &(PdWirePath){ NULL, name, 0 }, error))
      return FALSE;
  return TRUE;
}

/**
 * pd_wire_push_from_text:
 * @text: the body of a push
 * @length: its bytes, -1 when it ends with a NUL
 * @error: return location for a #PdWireError whose message begins with the path of the bad field
 *
 * Reads entry by entry: one that says what nobody here understands, as a newer client's may, or that is nested too
 * deep, is told in its #PdWireEntry and stops no other.
 *
 * Returns: (transfer full): the push, or %NULL when it is none, or an entry has no id
 */
PdWirePush *
pd_wire_push_from_text (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse_in_parts (text, length, error);
  const PdWireValue *object =
      document != NULL ? pd_wire_object (pd_wire_document_root (document), NULL, error) : NULL;
  gboolean pruned = document != NULL && pd_wire_document_is_pruned (document);
  g_autoptr (PdWirePush) push = NULL;
  const char *epoch, *replica;
  gboolean briefly = FALSE;
  const PdWireValue *array, *value;
  PdWireIter iter;

  if (object == NULL || (pruned && !check_envelope (object, error)) ||
      !pd_wire_check_format (object, NULL, error) ||
      !pd_wire_get_id (object, "replica", NULL, &replica, error) ||
      !pd_wire_get_string (object, "epoch", NULL, FALSE, &epoch, error) ||
      !pd_wire_get_boolean (object, "briefly", NULL, &briefly, error))
    return NULL;
  array = pd_wire_array (pd_wire_value_member (object, "mutations"), &(PdWirePath){ NULL, "mutations", 0 },
                         PD_WIRE_MAX_MUTATIONS, error);
  if (array == NULL)
    return NULL;
  push = pd_wire_push_new (epoch, replica);
  push->briefly = briefly;
  pd_wire_iter_init (&iter, array);
  for (guint i = 0; pd_wire_iter_next (&iter, NULL, &value); i++)
    if (!read_entry (push, value, i, pruned, error))
      return NULL;
  return g_steal_pointer (&push);
}
