/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include <string.h>

#include "model/pd-record-type.h"

/*
 * Random bytes rarely get past a JSON reader. So text is damaged by token: a string, a number, a word or a bracketed
 * piece is replaced by another of the same input, by a name from the record tables, or by a value at an edge.
 */

typedef struct
{
  gsize at, length;
} Token;

static const char *const edges[] = {
  "0",
  "-1",
  "1",
  "9223372036854775807",
  "-9223372036854775808",
  "9223372036854775808",
  "9000000000000000",
  "0.1",
  "1e9",
  "-0",
  "null",
  "true",
  "false",
  "[]",
  "{}",
  "\"\"",
  "\"0\"",
  "\"0.13\"",
  "\"-1\"",
  "\"99999999999999999999.9999999999999\"",
  "\"2026-02-29\"",
  "\"2028-02-29\"",
  "\"0000-00-00\"",
  "\"9999-12-31\"",
  "\"\\u0000\"",
  "\"\\ud800\"",
  "\"\\uffff\"",
  "\"票\\n单\"",
  "\"00000000-0000-7000-8000-000000000001\"",
  "\"00000000-0000-7000-8000-000000000002\"",
};

static guint
below (GRand *random, gsize n)
{
  return n > 1 ? (guint) g_rand_int_range (random, 0, (gint32) n) : 0;
}

static gboolean
is_word (guint8 c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '+' || c == '.' || c == '_' || c >= 0x80;
}

static gsize
string_length (const guint8 *data, gsize size)
{
  gsize i = 1;

  while (i < size && data[i] != '"' && data[i] != '\n')
    i += data[i] == '\\' ? 2 : 1;
  return MIN (i + 1, size);
}

/* Up to the bracket that closes the one at the beginning. */
static gsize
piece_length (const guint8 *data, gsize size)
{
  guint depth = 0;

  for (gsize i = 0; i < size;)
    {
      if (data[i] == '"')
        {
          i += string_length (data + i, size - i);
          continue;
        }
      depth += data[i] == '{' || data[i] == '[';
      depth -= data[i] == '}' || data[i] == ']';
      i++;
      if (depth == 0)
        return i;
    }
  return size;
}

static GArray *
find_tokens (const guint8 *data, gsize size)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (Token));

  for (gsize i = 0; i < size && tokens->len < 4000;)
    {
      Token token = { i, 1 };
      gboolean opens = data[i] == '{' || data[i] == '[';

      if (data[i] == '"')
        token.length = string_length (data + i, size - i);
      else if (opens)
        token.length = piece_length (data + i, size - i);
      else
        while (is_word (data[i]) && i + token.length < size && is_word (data[i + token.length]))
          token.length++;
      if (data[i] == '"' || opens || is_word (data[i]))
        g_array_append_val (tokens, token);
      i += opens ? 1 : token.length;
    }
  return tokens;
}

/* Puts @text in the place of @length bytes; leaves all as it was when it would not fit. */
static gsize
replace (guint8 *data, gsize size, gsize max_size, Token token, const guint8 *text, gsize length)
{
  if (size - token.length + length > max_size)
    return size;
  memmove (data + token.at + length, data + token.at + token.length, size - token.at - token.length);
  if (length > 0)
    memcpy (data + token.at, text, length);
  return size - token.length + length;
}

static gsize
replace_by_text (guint8 *data, gsize size, gsize max_size, Token token, const char *text)
{
  return replace (data, size, max_size, token, (const guint8 *) text, strlen (text));
}

/* A name that the tables know: of a type, a field, an atom, a list or a choice. */
static char *
pick_name (GRand *random)
{
  const PdRecordType *const *types = pd_record_types ();
  guint n_types = 0;
  const PdRecordType *type;
  const PdField *field;
  const char *name;

  while (types[n_types] != NULL)
    n_types++;
  type = types[below (random, n_types)];
  if (type->n_lists > 0 && g_rand_boolean (random))
    type = type->lists[below (random, type->n_lists)];
  field = &type->fields[below (random, type->n_fields)];
  switch (below (random, 5))
    {
    case 0:
      name = type->list_name != NULL ? type->list_name : type->name;
      break;
    case 1:
      name = pd_field_atom (field);
      break;
    case 2:
      name = field->choices != NULL ? field->choices[0].value : field->name;
      break;
    default:
      name = field->name;
    }
  return g_strdup_printf ("\"%s\"", name);
}

static gsize
mutate_token (GRand *random, guint8 *data, gsize size, gsize max_size)
{
  g_autoptr (GArray) tokens = find_tokens (data, size);
  g_autofree char *name = NULL;
  g_autofree guint8 *copy = NULL;
  Token at, from;

  if (tokens->len == 0)
    return size;
  at = g_array_index (tokens, Token, below (random, tokens->len));
  from = g_array_index (tokens, Token, below (random, tokens->len));
  switch (below (random, 6))
    {
    case 0:
    case 1:
      return replace_by_text (data, size, max_size, at, edges[below (random, G_N_ELEMENTS (edges))]);
    case 2:
      name = pick_name (random);
      return replace_by_text (data, size, max_size, at, name);
    case 3: /* twice, with a comma: another member, element or line */
      copy = g_malloc (at.length + 1);
      memcpy (copy, data + at.at, at.length);
      copy[at.length] = ',';
      return replace (data, size, max_size, (Token){ at.at, 0 }, copy, at.length + 1);
    case 4: /* gone, with its comma or colon */
      if (at.at + at.length < size && strchr (",:", data[at.at + at.length]) != NULL)
        at.length++;
      return replace (data, size, max_size, at, NULL, 0);
    default:
      copy = g_memdup2 (data + from.at, from.length);
      return replace (data, size, max_size, at, copy, from.length);
    }
}

/* A line gone, doubled or moved: requests, record lines, parts of a stream are lines. */
static gsize
mutate_line (GRand *random, guint8 *data, gsize size, gsize max_size)
{
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (Token));
  g_autofree guint8 *copy = NULL;
  Token at, to;

  for (gsize i = 0; i < size;)
    {
      const guint8 *end = memchr (data + i, '\n', size - i);
      Token line = { i, (end != NULL ? (gsize) (end - data) + 1 : size) - i };

      g_array_append_val (lines, line);
      i += line.length;
    }
  if (lines->len < 2)
    return size;
  at = g_array_index (lines, Token, below (random, lines->len));
  to = g_array_index (lines, Token, below (random, lines->len));
  if (below (random, 3) == 0)
    return replace (data, size, max_size, at, NULL, 0);
  copy = g_memdup2 (data + at.at, at.length);
  to.length = g_rand_boolean (random) ? 0 : to.length;
  return replace (data, size, max_size, to, copy, at.length);
}

static gsize
mutate_bytes (GRand *random, guint8 *data, gsize size, gsize max_size)
{
  static const char signs[] = "{}[]\",:\\u0019-.eE tfn\n\r/&=?%\x7f\xef\xbf";
  Token at = { below (random, size + 1), 0 };
  g_autofree guint8 *copy = NULL;
  guint8 byte;

  switch (size > 0 ? below (random, 6) : 0)
    {
    case 0:
      byte = (guint8) below (random, 256);
      return replace (data, size, max_size, at, &byte, 1);
    case 1:
      data[at.at % size] = (guint8) below (random, 256);
      return size;
    case 2:
      data[at.at % size] = (guint8) signs[below (random, sizeof signs - 1)];
      return size;
    case 3:
      data[at.at % size] ^= (guint8) (1 << below (random, 8));
      return size;
    case 4:
      at.length = below (random, MIN (size - at.at, 16) + 1);
      return replace (data, size, max_size, at, NULL, 0);
    default:
      at.length = below (random, MIN (size - at.at, 64) + 1);
      copy = g_memdup2 (data + at.at, MAX (at.length, 1));
      return replace (data, size, max_size, (Token){ below (random, size + 1), 0 }, copy, at.length);
    }
}

/* Damages an input in place, in a way that only @random decides. Returns its new size. */
gsize
fuzz_mutate (GRand *random, guint8 *data, gsize size, gsize max_size)
{
  for (guint i = 1 + below (random, 4); i > 0; i--)
    {
      guint kind = fuzz_target.is_text ? below (random, 8) : 0;

      if (kind < 2)
        size = mutate_bytes (random, data, size, max_size);
      else if (kind == 2)
        size = mutate_line (random, data, size, max_size);
      else
        size = mutate_token (random, data, size, max_size);
    }
  return size;
}

/* The beginning of one input with a token of another, or with its end. */
gsize
fuzz_cross (GRand *random,
            const guint8 *a,
            gsize size_a,
            const guint8 *b,
            gsize size_b,
            guint8 *out,
            gsize max_size)
{
  g_autoptr (GArray) places = fuzz_target.is_text ? find_tokens (a, size_a) : NULL;
  g_autoptr (GArray) pieces = fuzz_target.is_text ? find_tokens (b, size_b) : NULL;
  Token at = { below (random, size_a + 1), 0 }, from = { below (random, size_b + 1), 0 };

  if (places != NULL && places->len > 0 && pieces->len > 0 && g_rand_boolean (random))
    {
      at = g_array_index (places, Token, below (random, places->len));
      from = g_array_index (pieces, Token, below (random, pieces->len));
    }
  else
    {
      at.length = size_a - at.at;
      from.length = size_b - from.at;
    }
  size_a = MIN (size_a, max_size);
  if (at.at + at.length > size_a)
    at = (Token){ size_a, 0 };
  if (size_a > 0)
    memcpy (out, a, size_a);
  return replace (out, size_a, max_size, at, b + from.at, from.length);
}
