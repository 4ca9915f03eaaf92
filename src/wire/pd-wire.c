/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire.h"

#include "model/pd-id.h"
#include "wire/pd-wire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* U+FFFF is no character. */
#define NONCHARACTER "\xef\xbf\xbf"

G_DEFINE_QUARK (pd_wire_error, pd_wire_error)

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
             ((guchar) *text != 0xef || strncmp (text, NONCHARACTER, strlen (NONCHARACTER)) != 0))
        text++;
      pd_wire_append (out, plain, (gsize) (text - plain));
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
          text += strlen (NONCHARACTER) - 1;
        }
    }
  g_string_append_c (out, '"');
}

static void
write_path (GString *out, const PdWirePath *path)
{
  if (path == NULL)
    return;
  write_path (out, path->parent);
  if (path->name == NULL)
    g_string_append_printf (out, "[%u]", path->index);
  else
    g_string_append_printf (out, "%s%s", out->len > 0 ? "." : "", path->name);
}

/* The message begins with the path of the bad field: "lines[2].quantity: …". */
void
pd_wire_field_error (GError **error, const PdWirePath *path, const char *format, ...)
{
  g_autoptr (GString) where = g_string_new (NULL);
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  write_path (where, path);
  g_set_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_FIELD, "%s: %s", where->len > 0 ? where->str : ".",
               message);
}

const PdWireValue *
pd_wire_object (const PdWireValue *value, const PdWirePath *path, GError **error)
{
  if (value != NULL && value->kind == PD_WIRE_OBJECT)
    return value;
  pd_wire_field_error (error, path, _ ("An object is expected."));
  return NULL;
}

const PdWireValue *
pd_wire_array (const PdWireValue *value, const PdWirePath *path, guint max_length, GError **error)
{
  if (value == NULL || value->kind != PD_WIRE_ARRAY)
    {
      pd_wire_field_error (error, path, _ ("An array is expected."));
      return NULL;
    }
  if (value->count > max_length)
    {
      pd_wire_field_error (error, path, _ ("There are more than %u entries."), max_length);
      return NULL;
    }
  return value;
}

/* The member, or NULL where it is absent or null. */
static const PdWireValue *
get_member (const PdWireValue *object, const char *name)
{
  const PdWireValue *value = pd_wire_value_member (object, name);

  return value == NULL || value->kind == PD_WIRE_NULL ? NULL : value;
}

static gboolean
report_missing (const PdWirePath *path, const char *name, gboolean required, GError **error)
{
  const PdWirePath full = { path, name, 0 };

  if (required)
    pd_wire_field_error (error, &full, _ ("This field is missing."));
  return !required;
}

gboolean
pd_wire_get_string (const PdWireValue *object,
                    const char *name,
                    const PdWirePath *path,
                    gboolean required,
                    const char **text,
                    GError **error)
{
  const PdWireValue *value = get_member (object, name);
  const PdWirePath full = { path, name, 0 };

  *text = NULL;
  if (value == NULL)
    return report_missing (path, name, required, error);
  if (value->kind != PD_WIRE_TEXT)
    pd_wire_field_error (error, &full, _ ("A text is expected."));
  else if (value->length > PD_WIRE_MAX_TEXT)
    pd_wire_field_error (error, &full, _ ("The text is too long."));
  else
    *text = value->text;
  return *text != NULL;
}

gboolean
pd_wire_get_integer (const PdWireValue *object,
                     const char *name,
                     const PdWirePath *path,
                     gboolean required,
                     gint64 *integer,
                     GError **error)
{
  const PdWireValue *value = get_member (object, name);
  const PdWirePath full = { path, name, 0 };

  *integer = 0;
  if (value == NULL)
    return report_missing (path, name, required, error);
  if (pd_wire_value_integer (value, integer))
    return TRUE;
  pd_wire_field_error (error, &full, _ ("A whole number is expected."));
  return FALSE;
}

/* A number of things, a revision, a sequence: never negative. */
gboolean
pd_wire_get_count (const PdWireValue *object,
                   const char *name,
                   const PdWirePath *path,
                   gboolean required,
                   gint64 *value,
                   GError **error)
{
  const PdWirePath full = { path, name, 0 };

  if (!pd_wire_get_integer (object, name, path, required, value, error))
    return FALSE;
  if (*value >= 0)
    return TRUE;
  pd_wire_field_error (error, &full, _ ("A whole number from zero up is expected."));
  return FALSE;
}

gboolean
pd_wire_get_boolean (const PdWireValue *object,
                     const char *name,
                     const PdWirePath *path,
                     gboolean *boolean,
                     GError **error)
{
  const PdWireValue *value = get_member (object, name);
  const PdWirePath full = { path, name, 0 };

  *boolean = value != NULL && value->kind == PD_WIRE_TRUE;
  if (value == NULL || value->kind == PD_WIRE_TRUE || value->kind == PD_WIRE_FALSE)
    return TRUE;
  pd_wire_field_error (error, &full, _ ("True or false is expected."));
  return FALSE;
}

gboolean
pd_wire_get_id (const PdWireValue *object,
                const char *name,
                const PdWirePath *path,
                const char **value,
                GError **error)
{
  const PdWirePath full = { path, name, 0 };

  if (!pd_wire_get_string (object, name, path, TRUE, value, error))
    return FALSE;
  if (pd_id_is_valid (*value))
    return TRUE;
  pd_wire_field_error (error, &full, _ ("An id is expected: a UUID in lower case."));
  return FALSE;
}

/* A newer format is read as far as it is known; what cannot be a format is refused. */
gboolean
pd_wire_check_format (const PdWireValue *object, const PdWirePath *path, GError **error)
{
  gint64 format;

  return pd_wire_get_count (object, "format", path, FALSE, &format, error);
}
