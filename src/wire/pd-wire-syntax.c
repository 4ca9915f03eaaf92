/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * json-glib takes more than JSON (comments, assignments), descends by recursion without a limit, cuts a text at
 * \u0000, keeps the last of two members of one name, and turns a number that is no 64-bit integer into a double. So
 * the text is read here first, by the letter of RFC 8259, and only what is right goes on. A number that a JsonNode
 * cannot hold exactly is handed on as a text that begins with a mark, which no text from outside may hold.
 */

#define MAX_MEMBERS 1000
#define MAX_NAME 128
#define MAX_NUMBER 400

typedef struct
{
  const char *text;
  gsize length;
} Name;

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  guint depth;
  GArray *names;      /* (owned) of Name: of all objects that are open, one after the other */
  GString *exact;     /* (owned) (nullable) the text so far, with marked numbers */
  const char *copied; /* up to where the text is in @exact */
  GError **error;
} Scanner;

static gboolean scan_value (Scanner *scanner);

static gboolean
fail (const Scanner *scanner)
{
  /* As text: a translation cannot carry G_GSIZE_FORMAT. */
  g_autofree char *byte = g_strdup_printf ("%" G_GSIZE_FORMAT, (gsize) (scanner->at - scanner->start));

  if (*scanner->error == NULL)
    g_set_error (scanner->error, PD_WIRE_ERROR, PD_WIRE_ERROR_SYNTAX,
                 _ ("The document is not JSON from byte %s on."), byte);
  return FALSE;
}

static gboolean
fail_limit (const Scanner *scanner, const char *message)
{
  g_set_error_literal (scanner->error, PD_WIRE_ERROR, PD_WIRE_ERROR_LIMIT, message);
  return FALSE;
}

static void
skip_space (Scanner *scanner)
{
  while (scanner->at < scanner->end && *scanner->at != '\0' && strchr (" \t\r\n", *scanner->at) != NULL)
    scanner->at++;
}

static gboolean
next_is (Scanner *scanner, char c)
{
  if (scanner->at >= scanner->end || *scanner->at != c)
    return FALSE;
  scanner->at++;
  return TRUE;
}

/* Four hexadecimal digits. */
static gboolean
scan_unit (Scanner *scanner, guint *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++, scanner->at++)
    {
      if (scanner->at >= scanner->end || !g_ascii_isxdigit (*scanner->at))
        return fail (scanner);
      *unit = *unit << 4 | (guint) g_ascii_xdigit_value (*scanner->at);
    }
  return TRUE;
}

/* What follows a backslash. A NUL would cut the text off, and half a surrogate pair is no character. */
static gboolean
scan_escape (Scanner *scanner)
{
  guint unit, low;

  if (scanner->at >= scanner->end || *scanner->at == '\0' || strchr ("\"\\/bfnrtu", *scanner->at) == NULL)
    return fail (scanner);
  if (*scanner->at++ != 'u')
    return TRUE;
  if (!scan_unit (scanner, &unit))
    return FALSE;
  if (unit == 0 || unit == 0xffff || (unit >= 0xdc00 && unit <= 0xdfff))
    return fail (scanner);
  if (unit < 0xd800 || unit > 0xdbff)
    return TRUE;
  if (!next_is (scanner, '\\') || !next_is (scanner, 'u'))
    return fail (scanner);
  return scan_unit (scanner, &low) && ((low >= 0xdc00 && low <= 0xdfff) || fail (scanner));
}

/* After the opening quotation mark. */
static gboolean
scan_string (Scanner *scanner)
{
  while (scanner->at < scanner->end && *scanner->at != '"')
    {
      if ((guchar) *scanner->at < 0x20 ||
          ((gsize) (scanner->end - scanner->at) >= strlen (PD_WIRE_NUMBER_MARK) &&
           memcmp (scanner->at, PD_WIRE_NUMBER_MARK, strlen (PD_WIRE_NUMBER_MARK)) == 0))
        return fail (scanner);
      if (*scanner->at++ == '\\' && !scan_escape (scanner))
        return FALSE;
    }
  return next_is (scanner, '"') || fail (scanner);
}

static gboolean
scan_digits (Scanner *scanner)
{
  const char *first = scanner->at;

  while (scanner->at < scanner->end && g_ascii_isdigit (*scanner->at))
    scanner->at++;
  return scanner->at > first || fail (scanner);
}

static gboolean
is_exact_integer (const char *number, gsize length)
{
  char copy[24];
  gint64 value;

  if (length >= sizeof copy || (length == 2 && memcmp (number, "-0", 2) == 0))
    return FALSE;
  memcpy (copy, number, length);
  copy[length] = '\0';
  return g_ascii_string_to_signed (copy, 10, G_MININT64, G_MAXINT64, &value, NULL);
}

static void
mark_number (Scanner *scanner, const char *number)
{
  if (scanner->exact == NULL)
    scanner->exact = g_string_sized_new ((gsize) (scanner->end - scanner->start) + 64);
  g_string_append_len (scanner->exact, scanner->copied, number - scanner->copied);
  g_string_append (scanner->exact, "\"" PD_WIRE_NUMBER_MARK);
  g_string_append_len (scanner->exact, number, scanner->at - number);
  g_string_append_c (scanner->exact, '"');
  scanner->copied = scanner->at;
}

static gboolean
scan_number (Scanner *scanner)
{
  const char *number = scanner->at;

  next_is (scanner, '-');
  if (!next_is (scanner, '0') && !scan_digits (scanner))
    return FALSE;
  if (next_is (scanner, '.') && !scan_digits (scanner))
    return FALSE;
  if (next_is (scanner, 'e') || next_is (scanner, 'E'))
    {
      if (!next_is (scanner, '+'))
        next_is (scanner, '-');
      if (!scan_digits (scanner))
        return FALSE;
    }
  if (scanner->at - number > MAX_NUMBER)
    return fail_limit (scanner, _ ("A number in the document is too long."));
  if (!is_exact_integer (number, (gsize) (scanner->at - number)))
    mark_number (scanner, number);
  return TRUE;
}

static gboolean
scan_word (Scanner *scanner, const char *word)
{
  if ((gsize) (scanner->end - scanner->at) < strlen (word) || memcmp (scanner->at, word, strlen (word)) != 0)
    return fail (scanner);
  scanner->at += strlen (word);
  return TRUE;
}

/* A member's name: written plainly and once, so that every reader sees the same member. */
static gboolean
scan_name (Scanner *scanner, guint first)
{
  Name name;

  skip_space (scanner);
  if (!next_is (scanner, '"'))
    return fail (scanner);
  name.text = scanner->at;
  if (!scan_string (scanner))
    return FALSE;
  name.length = (gsize) (scanner->at - 1 - name.text);
  if (name.length == 0 || memchr (name.text, '\\', name.length) != NULL)
    return fail (scanner);
  if (name.length > MAX_NAME || scanner->names->len - first >= MAX_MEMBERS)
    return fail_limit (scanner, _ ("An object in the document is too large."));
  for (guint i = first; i < scanner->names->len; i++)
    {
      const Name *other = &g_array_index (scanner->names, Name, i);

      if (other->length == name.length && memcmp (other->text, name.text, name.length) == 0)
        return fail (scanner);
    }
  g_array_append_val (scanner->names, name);
  skip_space (scanner);
  return next_is (scanner, ':') || fail (scanner);
}

static gboolean
scan_object (Scanner *scanner)
{
  guint first = scanner->names->len;

  skip_space (scanner);
  if (next_is (scanner, '}'))
    return TRUE;
  do
    {
      if (!scan_name (scanner, first) || !scan_value (scanner))
        return FALSE;
    }
  while (next_is (scanner, ','));
  g_array_set_size (scanner->names, first);
  return next_is (scanner, '}') || fail (scanner);
}

static gboolean
scan_array (Scanner *scanner)
{
  skip_space (scanner);
  if (next_is (scanner, ']'))
    return TRUE;
  do
    {
      if (!scan_value (scanner))
        return FALSE;
    }
  while (next_is (scanner, ','));
  return next_is (scanner, ']') || fail (scanner);
}

static gboolean
scan_container (Scanner *scanner, gboolean is_object)
{
  gboolean ok;

  if (++scanner->depth > PD_WIRE_MAX_DEPTH)
    {
      g_set_error (scanner->error, PD_WIRE_ERROR, PD_WIRE_ERROR_LIMIT,
                   _ ("The document is nested deeper than %d levels."), PD_WIRE_MAX_DEPTH);
      return FALSE;
    }
  ok = is_object ? scan_object (scanner) : scan_array (scanner);
  scanner->depth--;
  return ok;
}

/* A value with the space around it. */
static gboolean
scan_value (Scanner *scanner)
{
  gboolean ok;

  skip_space (scanner);
  if (next_is (scanner, '{'))
    ok = scan_container (scanner, TRUE);
  else if (next_is (scanner, '['))
    ok = scan_container (scanner, FALSE);
  else if (next_is (scanner, '"'))
    ok = scan_string (scanner);
  else if (scanner->at < scanner->end && strchr ("tfn", *scanner->at) != NULL && *scanner->at != '\0')
    ok = scan_word (scanner, *scanner->at == 't' ? "true" : *scanner->at == 'f' ? "false" : "null");
  else
    ok = scan_number (scanner);
  skip_space (scanner);
  return ok;
}

/* Reads valid UTF-8 as one JSON value. @exact is set when a number had to be marked: then it is to be parsed instead
 * of @text. */
gboolean
pd_wire_scan (const char *text, gsize length, char **exact, GError **error)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (Name));
  g_autoptr (GError) local = NULL;
  Scanner scanner = {
    .start = text, .at = text, .end = text + length, .names = names, .copied = text, .error = &local
  };
  gboolean ok = scan_value (&scanner) && (scanner.at == scanner.end || fail (&scanner));

  *exact = NULL;
  if (ok && scanner.exact != NULL)
    {
      g_string_append_len (scanner.exact, scanner.copied, scanner.end - scanner.copied);
      *exact = g_string_free (g_steal_pointer (&scanner.exact), FALSE);
    }
  if (scanner.exact != NULL)
    g_string_free (scanner.exact, TRUE);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok;
}

/* Whether a node is a text, and not a number that is carried as one. */
gboolean
pd_wire_node_is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
         !g_str_has_prefix (json_node_get_string (node), PD_WIRE_NUMBER_MARK);
}

static void
write_object (GString *out, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      pd_wire_write_string (out, name);
      g_string_append_c (out, ':');
      pd_wire_write_node (out, member);
    }
  g_string_append_c (out, '}');
}

static void
write_array (GString *out, JsonArray *array)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      pd_wire_write_node (out, json_array_get_element (array, i));
    }
  g_string_append_c (out, ']');
}

void
pd_wire_write_node (GString *out, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    write_object (out, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    write_array (out, json_node_get_array (node));
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (out, "null");
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (pd_wire_node_is_text (node))
    pd_wire_write_string (out, json_node_get_string (node));
  else
    g_string_append (out, json_node_get_string (node) + strlen (PD_WIRE_NUMBER_MARK));
}

/**
 * pd_wire_node_to_text:
 * @node: a node that pd_wire_parse() made
 *
 * Writes a node as Piaodan writes JSON: members in their order, texts in one way, and numbers digit by digit as they
 * came, however long. What a newer version wrote is sent back byte for byte.
 *
 * Returns: (transfer full): JSON
 */
char *
pd_wire_node_to_text (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  pd_wire_write_node (out, node);
  return g_string_free (out, FALSE);
}
