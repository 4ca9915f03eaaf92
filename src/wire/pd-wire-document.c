/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire-document.h"

#include "wire/pd-wire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * A feed of records is most of what a first synchronisation does, and a library that makes an object of every value
 * took more than half of its time. So JSON is read here in one pass, by the letter of RFC 8259, into one array of
 * values: a container is followed by what is in it, a name by its member. Texts lose their escapes in place, in the
 * document's own copy; numbers stay as they were written, however long. Nothing is taken that two readers could
 * understand differently: no second member of one name, no escape in a name, no NUL, no half of a surrogate pair.
 */

#define MAX_MEMBERS 1000
#define MAX_NAME 128
#define MAX_NUMBER 400

/* U+FFFF is no character. */
#define NONCHARACTER "\xef\xbf\xbf"

struct _PdWireDocument
{
  char *text;      /* (owned) the copy that the values point into */
  GArray *values;  /* (owned) of PdWireValue; the first is the root */
  gboolean pruned; /* a value is PD_WIRE_TOO_DEEP */
};

typedef struct
{
  char *start;
  char *at;
  char *end; /* here stands a NUL */
  guint depth;
  gboolean prunes; /* what is too deep is passed over; else it fails */
  gboolean pruned;
  GArray *values;
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

/* Returns the index of a value whose kind is known and the rest not yet: the array may move. */
static guint
add_value (Scanner *scanner, PdWireKind kind)
{
  PdWireValue value = { .kind = kind, .size = 1 };

  g_array_append_val (scanner->values, value);
  return scanner->values->len - 1;
}

static PdWireValue *
value_at (Scanner *scanner, guint index)
{
  return &g_array_index (scanner->values, PdWireValue, index);
}

static void
skip_space (Scanner *scanner)
{
  while (*scanner->at == ' ' || *scanner->at == '\t' || *scanner->at == '\r' || *scanner->at == '\n')
    scanner->at++;
}

static gboolean
next_is (Scanner *scanner, char c)
{
  if (*scanner->at != c)
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
      if (!g_ascii_isxdigit (*scanner->at))
        return fail (scanner);
      *unit = *unit << 4 | (guint) g_ascii_xdigit_value (*scanner->at);
    }
  return TRUE;
}

/* After "\u": a NUL would cut the text off, and half a surrogate pair is no character. */
static gboolean
scan_character (Scanner *scanner, char **to)
{
  guint unit, low;

  if (!scan_unit (scanner, &unit))
    return FALSE;
  if (unit == 0 || unit == 0xffff || (unit >= 0xdc00 && unit <= 0xdfff))
    return fail (scanner);
  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      if (!next_is (scanner, '\\') || !next_is (scanner, 'u'))
        return fail (scanner);
      if (!scan_unit (scanner, &low) || ((low < 0xdc00 || low > 0xdfff) && !fail (scanner)))
        return FALSE;
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  *to += g_unichar_to_utf8 (unit, *to);
  return TRUE;
}

/* After the backslash. What it stands for is never longer than it is. */
static gboolean
scan_escape (Scanner *scanner, char **to)
{
  static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *name = *scanner->at != '\0' ? strchr (names, *scanner->at) : NULL;

  if (name != NULL)
    {
      scanner->at++;
      *(*to)++ = meanings[name - names];
      return TRUE;
    }
  return next_is (scanner, 'u') ? scan_character (scanner, to) : fail (scanner);
}

/* After the opening quotation mark: leaves the text without escapes and with a NUL behind it. */
static gboolean
scan_text (Scanner *scanner)
{
  guint index = add_value (scanner, PD_WIRE_TEXT);
  char *text = scanner->at, *to = text;

  for (;;)
    {
      guchar c = (guchar) *scanner->at;

      if (c == '"')
        break;
      if (c < 0x20 || (c == 0xef && strncmp (scanner->at, NONCHARACTER, strlen (NONCHARACTER)) == 0))
        return fail (scanner);
      scanner->at++;
      if (c != '\\')
        *to++ = (char) c;
      else if (!scan_escape (scanner, &to))
        return FALSE;
    }
  scanner->at++;
  *to = '\0';
  value_at (scanner, index)->text = text;
  value_at (scanner, index)->length = (guint) (to - text);
  return TRUE;
}

static gboolean
scan_digits (Scanner *scanner)
{
  const char *first = scanner->at;

  while (g_ascii_isdigit (*scanner->at))
    scanner->at++;
  return scanner->at > first || fail (scanner);
}

static gboolean
scan_number (Scanner *scanner)
{
  guint index = add_value (scanner, PD_WIRE_NUMBER);
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
  value_at (scanner, index)->text = number;
  value_at (scanner, index)->length = (guint) (scanner->at - number);
  return TRUE;
}

static gboolean
scan_word (Scanner *scanner, const char *word, PdWireKind kind)
{
  if (strncmp (scanner->at, word, strlen (word)) != 0)
    return fail (scanner);
  add_value (scanner, kind);
  scanner->at += strlen (word);
  return TRUE;
}

/* Whether the member of the object at @object whose name was read last has the name of an earlier one. */
static gboolean
is_named_before (Scanner *scanner, guint object, guint name)
{
  const PdWireValue *last = value_at (scanner, name), *at = value_at (scanner, object + 1);

  for (; at < last; at += 1 + at[1].size)
    if (at->length == last->length && memcmp (at->text, last->text, at->length) == 0)
      return TRUE;
  return FALSE;
}

/* A member's name: written plainly and once, so that every reader sees the same member. */
static gboolean
scan_name (Scanner *scanner, guint object)
{
  guint name = scanner->values->len;
  const char *written;

  skip_space (scanner);
  if (!next_is (scanner, '"'))
    return fail (scanner);
  written = scanner->at;
  if (!scan_text (scanner))
    return FALSE;
  if (value_at (scanner, name)->length == 0 ||
      value_at (scanner, name)->length != (gsize) (scanner->at - 1 - written))
    return fail (scanner);
  if (value_at (scanner, name)->length > MAX_NAME || value_at (scanner, object)->count >= MAX_MEMBERS)
    return fail_limit (scanner, _ ("An object in the document is too large."));
  if (is_named_before (scanner, object, name))
    return fail (scanner);
  skip_space (scanner);
  return next_is (scanner, ':') || fail (scanner);
}

static gboolean
fail_depth (const Scanner *scanner)
{
  g_set_error (scanner->error, PD_WIRE_ERROR, PD_WIRE_ERROR_LIMIT,
               _ ("The document is nested deeper than %d levels."), PD_WIRE_MAX_DEPTH);
  return FALSE;
}

/* After the opening quotation mark of a text that nobody reads. */
static gboolean
pass_text (Scanner *scanner)
{
  for (; *scanner->at != '"'; scanner->at++)
    if (*scanner->at == '\0' || (*scanner->at == '\\' && *++scanner->at == '\0'))
      return fail_depth (scanner);
  scanner->at++;
  return TRUE;
}

/* After the opening bracket of what is too deep: brackets are counted, whatever they are; nothing is kept of them. */
static gboolean
pass_container (Scanner *scanner, guint index)
{
  const char *start = scanner->at - 1;

  for (guint open = 1; open > 0;)
    {
      char c = *scanner->at;

      if (c == '\0')
        return fail_depth (scanner);
      scanner->at++;
      if (c == '"' && !pass_text (scanner))
        return FALSE;
      open += c == '[' || c == '{';
      open -= c == ']' || c == '}';
    }
  scanner->pruned = TRUE;
  value_at (scanner, index)->kind = PD_WIRE_TOO_DEEP;
  value_at (scanner, index)->text = start;
  value_at (scanner, index)->length = (guint) (scanner->at - start);
  return TRUE;
}

static gboolean
scan_container (Scanner *scanner, PdWireKind kind, char close)
{
  guint index = add_value (scanner, kind);

  if (scanner->depth == PD_WIRE_MAX_DEPTH)
    return scanner->prunes ? pass_container (scanner, index) : fail_depth (scanner);
  scanner->depth++;
  skip_space (scanner);
  if (*scanner->at != close)
    do
      {
        if ((kind == PD_WIRE_OBJECT && !scan_name (scanner, index)) || !scan_value (scanner))
          return FALSE;
        value_at (scanner, index)->count++;
      }
    while (next_is (scanner, ','));
  value_at (scanner, index)->size = scanner->values->len - index;
  scanner->depth--;
  return next_is (scanner, close) || fail (scanner);
}

static gboolean
scan_bare_value (Scanner *scanner)
{
  switch (*scanner->at)
    {
    case '{':
      scanner->at++;
      return scan_container (scanner, PD_WIRE_OBJECT, '}');
    case '[':
      scanner->at++;
      return scan_container (scanner, PD_WIRE_ARRAY, ']');
    case '"':
      scanner->at++;
      return scan_text (scanner);
    case 't':
      return scan_word (scanner, "true", PD_WIRE_TRUE);
    case 'f':
      return scan_word (scanner, "false", PD_WIRE_FALSE);
    case 'n':
      return scan_word (scanner, "null", PD_WIRE_NULL);
    default:
      return scan_number (scanner);
    }
}

/* A value with the space around it. */
static gboolean
scan_value (Scanner *scanner)
{
  skip_space (scanner);
  if (!scan_bare_value (scanner))
    return FALSE;
  skip_space (scanner);
  return TRUE;
}

static gboolean
scan_document (PdWireDocument *document, gsize length, gboolean prunes, GError **error)
{
  g_autoptr (GError) local = NULL;
  Scanner scanner = { .start = document->text,
                      .at = document->text,
                      .end = document->text + length,
                      .prunes = prunes,
                      .values = document->values,
                      .error = &local };

  if (scan_value (&scanner) && (scanner.at == scanner.end || fail (&scanner)))
    {
      document->pruned = scanner.pruned;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static PdWireDocument *
parse (const char *text, gssize length, gboolean prunes, GError **error)
{
  gsize bytes = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (PdWireDocument) document = NULL;

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
  document = g_new0 (PdWireDocument, 1);
  /* An answer without a body has no bytes to point at. */
  document->text = g_strndup (bytes > 0 ? text : "", bytes);
  document->values = g_array_sized_new (FALSE, FALSE, sizeof (PdWireValue), (guint) (bytes / 12 + 8));
  return scan_document (document, bytes, prunes, error) ? g_steal_pointer (&document) : NULL;
}

/**
 * pd_wire_parse:
 * @text: (nullable): JSON from outside; %NULL when @length is 0
 * @length: its bytes, -1 when it ends with a NUL
 * @error: return location for a #PdWireError
 *
 * Returns: (transfer full): the document; it does not need @text any more. %NULL when it is not JSON, too large or
 *   too deep
 */
PdWireDocument *
pd_wire_parse (const char *text, gssize length, GError **error)
{
  return parse (text, length, FALSE, error);
}

/**
 * pd_wire_parse_in_parts:
 *
 * As pd_wire_parse(), but what is too deep does not fail: it is a value %PD_WIRE_TOO_DEEP, for the caller to refuse.
 */
PdWireDocument *
pd_wire_parse_in_parts (const char *text, gssize length, GError **error)
{
  return parse (text, length, TRUE, error);
}

gboolean
pd_wire_document_is_pruned (const PdWireDocument *document)
{
  return document->pruned;
}

void
pd_wire_document_free (PdWireDocument *document)
{
  g_array_unref (document->values);
  g_free (document->text);
  g_free (document);
}

const PdWireValue *
pd_wire_document_root (const PdWireDocument *document)
{
  return &g_array_index (document->values, PdWireValue, 0);
}

/**
 * pd_wire_value_member:
 * @object: (nullable): a value
 * @name: a member's name
 *
 * Returns: (transfer none) (nullable): the member; %NULL when there is none, or @object is no object
 */
const PdWireValue *
pd_wire_value_member (const PdWireValue *object, const char *name)
{
  PdWireIter iter;
  const char *at;
  const PdWireValue *value;

  if (object == NULL || object->kind != PD_WIRE_OBJECT)
    return NULL;
  pd_wire_iter_init (&iter, object);
  while (pd_wire_iter_next (&iter, &at, &value))
    if (g_str_equal (at, name))
      return value;
  return NULL;
}

/**
 * pd_wire_value_text:
 * @value: (nullable): a value
 *
 * Returns: (transfer none) (nullable): the text, %NULL when it is none
 */
const char *
pd_wire_value_text (const PdWireValue *value)
{
  return value != NULL && value->kind == PD_WIRE_TEXT ? value->text : NULL;
}

/**
 * pd_wire_value_integer:
 * @value: (nullable): a value
 * @integer: (out): the number, 0 when it is none
 *
 * Returns: whether it is a whole number of 64 bits, written without a fraction or an exponent
 */
gboolean
pd_wire_value_integer (const PdWireValue *value, gint64 *integer)
{
  gboolean negative;
  guint i;

  *integer = 0;
  if (value == NULL || value->kind != PD_WIRE_NUMBER)
    return FALSE;
  negative = value->text[0] == '-';
  for (i = negative ? 1 : 0; i < value->length && g_ascii_isdigit (value->text[i]); i++)
    {
      int digit = value->text[i] - '0';

      if (__builtin_mul_overflow (*integer, 10, integer) ||
          __builtin_add_overflow (*integer, negative ? -digit : digit, integer))
        break;
    }
  /* Minus zero is a number that an integer cannot keep. */
  if (i == value->length && !(negative && *integer == 0))
    return TRUE;
  *integer = 0;
  return FALSE;
}

/**
 * pd_wire_iter_init:
 * @iter: (out): an iterator
 * @container: an array or an object; of any other value there is nothing to go through
 */
void
pd_wire_iter_init (PdWireIter *iter, const PdWireValue *container)
{
  iter->at = container + 1;
  iter->left = container->count;
  iter->named = container->kind == PD_WIRE_OBJECT;
}

/**
 * pd_wire_iter_next:
 * @iter: an iterator
 * @name: (out) (optional): the member's name; %NULL in an array
 * @value: (out): the value
 *
 * Returns: %FALSE when there is no more
 */
gboolean
pd_wire_iter_next (PdWireIter *iter, const char **name, const PdWireValue **value)
{
  if (iter->left == 0)
    return FALSE;
  iter->left--;
  if (name != NULL)
    *name = iter->named ? iter->at->text : NULL;
  if (iter->named)
    iter->at++;
  *value = iter->at;
  iter->at += iter->at->size;
  return TRUE;
}
