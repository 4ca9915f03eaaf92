/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire.h"

#include "model/pd-id.h"
#include "wire/pd-wire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (pd_wire_error, pd_wire_error)

/**
 * pd_wire_parse:
 * @text: JSON from outside
 * @length: its bytes, -1 when it ends with a NUL
 * @error: return location for a #PdWireError
 *
 * Takes one value of strict JSON (RFC 8259), with the limits of this protocol on size and depth, and with each member
 * of an object named once. Numbers that are not whole or do not fit 64 bits are no use to any field here, and are kept
 * for pd_wire_node_to_text() alone.
 *
 * Returns: (transfer full): its root; never %NULL without an error
 */
JsonNode *
pd_wire_parse (const char *text, gssize length, GError **error)
{
  gsize bytes = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *exact = NULL;
  g_autoptr (GError) local = NULL;
  JsonNode *root;

  if (bytes > PD_WIRE_MAX_BYTES)
    {
      g_set_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_LIMIT, _ ("The document is larger than %d bytes."),
                   PD_WIRE_MAX_BYTES);
      return NULL;
    }
  if (!g_utf8_validate_len (text, bytes, NULL))
    {
      g_set_error_literal (error, PD_WIRE_ERROR, PD_WIRE_ERROR_SYNTAX,
                           _ ("The document is not valid UTF-8."));
      return NULL;
    }
  if (!pd_wire_scan (text, bytes, &exact, error))
    return NULL;
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, exact != NULL ? exact : text, exact != NULL ? -1 : (gssize) bytes,
                                   &local))
    {
      g_set_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_SYNTAX, _ ("The document is not JSON: %s"),
                   local->message);
      return NULL;
    }
  root = json_parser_steal_root (parser);
  if (root == NULL)
    g_set_error_literal (error, PD_WIRE_ERROR, PD_WIRE_ERROR_SYNTAX, _ ("The document is empty."));
  return root;
}

/**
 * pd_wire_write_string:
 * @out: where to
 * @text: valid UTF-8
 *
 * Writes a JSON string. There is one way to write each text, so that equal records have equal bytes.
 */
void
pd_wire_write_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *plain = text; *text != '\0'; plain = ++text)
    {
      while ((guchar) *text >= 0x20 && *text != '"' && *text != '\\' &&
             ((guchar) *text != 0xef || !g_str_has_prefix (text, PD_WIRE_NUMBER_MARK)))
        text++;
      g_string_append_len (out, plain, text - plain);
      if (*text == '\0')
        break;
      if (*text == '"' || *text == '\\')
        {
          g_string_append_c (out, '\\');
          g_string_append_c (out, *text);
        }
      else if ((guchar) *text < 0x20)
        g_string_append_printf (out, "\\u%04x", (guint) (guchar) *text);
      else
        {
          g_string_append (out,
                           "\xef\xbf\xbd"); /* U+FFFD for what is no character, which nobody would read */
          text += strlen (PD_WIRE_NUMBER_MARK) - 1;
        }
    }
  g_string_append_c (out, '"');
}

char *
pd_wire_path (const char *path, const char *name)
{
  return *path == '\0' ? g_strdup (name) : g_strdup_printf ("%s.%s", path, name);
}

char *
pd_wire_path_index (const char *path, guint index)
{
  return g_strdup_printf ("%s[%u]", path, index);
}

/* The message begins with the path of the bad field: "lines[2].quantity: …". */
void
pd_wire_field_error (GError **error, const char *path, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_FIELD, "%s: %s", *path != '\0' ? path : ".", message);
}

JsonObject *
pd_wire_object (JsonNode *node, const char *path, GError **error)
{
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  pd_wire_field_error (error, path, _ ("An object is expected."));
  return NULL;
}

JsonArray *
pd_wire_array (JsonNode *node, const char *path, guint max_length, GError **error)
{
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      pd_wire_field_error (error, path, _ ("An array is expected."));
      return NULL;
    }
  if (json_array_get_length (json_node_get_array (node)) > max_length)
    {
      pd_wire_field_error (error, path, _ ("There are more than %u entries."), max_length);
      return NULL;
    }
  return json_node_get_array (node);
}

/* The member, or NULL where it is absent or null. */
static JsonNode *
get_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

static gboolean
report_missing (const char *path, const char *name, gboolean required, GError **error)
{
  g_autofree char *full = pd_wire_path (path, name);

  if (required)
    pd_wire_field_error (error, full, _ ("This field is missing."));
  return !required;
}

static gboolean
is_value_of (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

gboolean
pd_wire_get_string (JsonObject *object,
                    const char *name,
                    const char *path,
                    gboolean required,
                    const char **value,
                    GError **error)
{
  JsonNode *node = get_member (object, name);
  g_autofree char *full = NULL;

  *value = NULL;
  if (node == NULL)
    return report_missing (path, name, required, error);
  full = pd_wire_path (path, name);
  if (!pd_wire_node_is_text (node))
    pd_wire_field_error (error, full, _ ("A text is expected."));
  else if (strlen (json_node_get_string (node)) > PD_WIRE_MAX_TEXT)
    pd_wire_field_error (error, full, _ ("The text is too long."));
  else
    *value = json_node_get_string (node);
  return *value != NULL;
}

gboolean
pd_wire_get_integer (JsonObject *object,
                     const char *name,
                     const char *path,
                     gboolean required,
                     gint64 *value,
                     GError **error)
{
  JsonNode *node = get_member (object, name);
  g_autofree char *full = NULL;

  *value = 0;
  if (node == NULL)
    return report_missing (path, name, required, error);
  if (is_value_of (node, G_TYPE_INT64))
    {
      *value = json_node_get_int (node);
      return TRUE;
    }
  full = pd_wire_path (path, name);
  pd_wire_field_error (error, full, _ ("A whole number is expected."));
  return FALSE;
}

/* A number of things, a revision, a sequence: never negative. */
gboolean
pd_wire_get_count (JsonObject *object,
                   const char *name,
                   const char *path,
                   gboolean required,
                   gint64 *value,
                   GError **error)
{
  g_autofree char *full = NULL;

  if (!pd_wire_get_integer (object, name, path, required, value, error))
    return FALSE;
  if (*value >= 0)
    return TRUE;
  full = pd_wire_path (path, name);
  pd_wire_field_error (error, full, _ ("A whole number from zero up is expected."));
  return FALSE;
}

gboolean
pd_wire_get_boolean (JsonObject *object, const char *name, const char *path, gboolean *value, GError **error)
{
  JsonNode *node = get_member (object, name);
  g_autofree char *full = NULL;

  *value = FALSE;
  if (node == NULL)
    return TRUE;
  if (is_value_of (node, G_TYPE_BOOLEAN))
    {
      *value = json_node_get_boolean (node);
      return TRUE;
    }
  full = pd_wire_path (path, name);
  pd_wire_field_error (error, full, _ ("True or false is expected."));
  return FALSE;
}

gboolean
pd_wire_get_id (JsonObject *object, const char *name, const char *path, const char **value, GError **error)
{
  g_autofree char *full = NULL;

  if (!pd_wire_get_string (object, name, path, TRUE, value, error))
    return FALSE;
  if (pd_id_is_valid (*value))
    return TRUE;
  full = pd_wire_path (path, name);
  pd_wire_field_error (error, full, _ ("An id is expected: a UUID in lower case."));
  return FALSE;
}

/* A newer format is read as far as it is known; what cannot be a format is refused. */
gboolean
pd_wire_check_format (JsonObject *object, const char *path, GError **error)
{
  gint64 format;

  return pd_wire_get_count (object, "format", path, FALSE, &format, error);
}
