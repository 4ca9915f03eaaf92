/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-tokenizer.h"

#include <string.h>

/* Chinese has no spaces: a run of ideographs becomes overlapping pairs, and its last character stands alone, too,
 * so that every character begins a token and a query of one character is a query of a token's beginning.
 * Runs of letters and digits are words in lower case. */

/* The half-width, lower-case form of a character: what the index and a query have in common. */
static gunichar
fold_character (gunichar character)
{
  if (character >= 0xff01 && character <= 0xff5e)
    character -= 0xfee0;
  else if (character == 0x3000)
    character = ' ';
  if (character < 0x80)
    return g_ascii_tolower ((char) character);
  return g_unichar_tolower (character);
}

/**
 * pd_store_is_ideograph:
 * @character: a character
 *
 * Returns: whether it is written without spaces around words (Han, kana, Hangul)
 */
gboolean
pd_store_is_ideograph (gunichar character)
{
  return (character >= 0x4e00 && character <= 0x9fff) || (character >= 0x3400 && character <= 0x4dbf) ||
         (character >= 0x20000 && character <= 0x3ffff) || (character >= 0xf900 && character <= 0xfaff) ||
         (character >= 0x3040 && character <= 0x30ff) || (character >= 0xac00 && character <= 0xd7af) ||
         (character >= 0x3005 && character <= 0x3007);
}

static gboolean
is_word_character (gunichar character)
{
  if (character < 0x80)
    return g_ascii_isalnum ((char) character);
  return g_unichar_isalnum (character) || g_unichar_ismark (character);
}

/**
 * pd_store_fold:
 * @text: UTF-8
 * @length: bytes of @text, or -1
 *
 * Half-width and lower-case; what is not UTF-8 is left out.
 *
 * Returns: (transfer full): the folded text
 */
char *
pd_store_fold (const char *text, gssize length)
{
  const char *end = text + (length < 0 ? strlen (text) : (gsize) length);
  GString *folded = g_string_sized_new ((gsize) (end - text));

  while (text < end)
    {
      gunichar character = g_utf8_get_char_validated (text, end - text);

      if (character >= (gunichar) -2)
        {
          text++;
          continue;
        }
      g_string_append_unichar (folded, fold_character (character));
      text = g_utf8_next_char (text);
    }
  return g_string_free (folded, FALSE);
}

typedef struct
{
  gboolean query;
  PdTokenFunc func;
  gpointer data;
  /* The word that grows. */
  char word[PD_STORE_TOKEN_MAX + 6];
  int word_length, word_start, word_end;
  /* The ideograph before this one: its folded bytes, and how long its run is. */
  char before[6];
  int before_length, before_start, before_end, run;
} Tokens;

static int
end_word (Tokens *tokens)
{
  int length = tokens->word_length;

  tokens->word_length = 0;
  return length > 0 ? tokens->func (tokens->data, tokens->word, length, tokens->word_start, tokens->word_end)
                    : 0;
}

static int
end_run (Tokens *tokens)
{
  int run = tokens->run;

  tokens->run = 0;
  if (run == 0 || (tokens->query && run > 1))
    return 0;
  return tokens->func (tokens->data, tokens->before, tokens->before_length, tokens->before_start,
                       tokens->before_end);
}

static int
add_ideograph (Tokens *tokens, gunichar character, int start, int end)
{
  char bytes[6];
  int length = g_unichar_to_utf8 (character, bytes);
  int result = end_word (tokens);

  if (result == 0 && tokens->run > 0)
    {
      char pair[12];

      memcpy (pair, tokens->before, (gsize) tokens->before_length);
      memcpy (pair + tokens->before_length, bytes, (gsize) length);
      result = tokens->func (tokens->data, pair, tokens->before_length + length, tokens->before_start, end);
    }
  memcpy (tokens->before, bytes, (gsize) length);
  tokens->before_length = length;
  tokens->before_start = start;
  tokens->before_end = end;
  tokens->run++;
  return result;
}

static int
add_word_character (Tokens *tokens, gunichar character, int start, int end)
{
  int result = end_run (tokens);

  if (tokens->word_length == 0)
    tokens->word_start = start;
  if (tokens->word_length < PD_STORE_TOKEN_MAX)
    tokens->word_length += g_unichar_to_utf8 (character, tokens->word + tokens->word_length);
  tokens->word_end = end;
  return result;
}

/**
 * pd_store_tokenize:
 * @text: the text; need not be valid UTF-8
 * @length: bytes of @text
 * @query: whether this is what is looked for: the last character of a run does not stand alone then
 * @func: (scope call): gets each token
 * @data: for @func
 *
 * Returns: 0, or what @func returned to stop
 */
int
pd_store_tokenize (const char *text, int length, gboolean query, PdTokenFunc func, gpointer data)
{
  Tokens tokens = { .query = query, .func = func, .data = data };
  int result = 0;

  for (int at = 0; at < length && result == 0;)
    {
      gunichar character = g_utf8_get_char_validated (text + at, length - at);
      int next = at + 1;

      if (character < (gunichar) -2)
        next = at + (int) (g_utf8_next_char (text + at) - (text + at));
      else
        character = ' ';
      character = fold_character (character);
      if (pd_store_is_ideograph (character))
        result = add_ideograph (&tokens, character, at, next);
      else if (is_word_character (character))
        result = add_word_character (&tokens, character, at, next);
      else
        {
          result = end_word (&tokens);
          if (result == 0)
            result = end_run (&tokens);
        }
      at = next;
    }
  if (result == 0)
    result = end_word (&tokens);
  if (result == 0)
    result = end_run (&tokens);
  return result;
}

typedef struct
{
  void *context;
  int (*token) (void *context, int flags, const char *token, int length, int start, int end);
} Fts5Sink;

static int
give_token_to_fts5 (gpointer data, const char *token, int length, int start, int end)
{
  Fts5Sink *sink = data;

  return sink->token (sink->context, 0, token, length, start, end);
}

static int
fts5_create_cb (void *data, const char **arguments, int n_arguments, Fts5Tokenizer **tokenizer)
{
  static char nothing;

  *tokenizer = (Fts5Tokenizer *) &nothing;
  return SQLITE_OK;
}

static void
fts5_delete_cb (Fts5Tokenizer *tokenizer)
{
}

static int
fts5_tokenize_cb (Fts5Tokenizer *tokenizer,
                  void *context,
                  int flags,
                  const char *text,
                  int length,
                  int (*token) (void *, int, const char *, int, int, int))
{
  Fts5Sink sink = { context, token };

  return pd_store_tokenize (text, length, (flags & FTS5_TOKENIZE_QUERY) != 0, give_token_to_fts5, &sink);
}

/**
 * pd_store_tokenizer_register:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * Makes the tokenizer known to a connection.
 *
 * Returns: %FALSE when this SQLite has no FTS5
 */
gboolean
pd_store_tokenizer_register (PdStoreSession *session, GError **error)
{
  static fts5_tokenizer tokenizer = { fts5_create_cb, fts5_delete_cb, fts5_tokenize_cb };
  sqlite3_stmt *statement = NULL;
  fts5_api *api = NULL;
  int code;

  code = sqlite3_prepare_v2 (session->db, "SELECT fts5 (?1)", -1, &statement, NULL);
  if (code == SQLITE_OK)
    {
      sqlite3_bind_pointer (statement, 1, &api, "fts5_api_ptr", NULL);
      sqlite3_step (statement);
      code = sqlite3_finalize (statement);
    }
  if (code == SQLITE_OK && api != NULL)
    code = api->xCreateTokenizer (api, PD_STORE_TOKENIZER_NAME, NULL, &tokenizer, NULL);
  if (code != SQLITE_OK || api == NULL)
    return pd_store_session_fail (session, code != SQLITE_OK ? code : SQLITE_ERROR, error);
  return TRUE;
}
