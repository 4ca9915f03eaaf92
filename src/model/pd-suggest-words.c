/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-suggest-words.h"

#include "model/pd-plain-text.h"

/* Longest text that is looked at. */
#define MAX_CHARACTERS 500

static gboolean
is_chinese (gunichar c)
{
  return g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN;
}

/* A point or a dash within a number or a model's name belongs to it no more than a space does. */
static gboolean
is_word (gunichar c)
{
  return g_unichar_isalnum (c) && !is_chinese (c);
}

static void
clear_part (gpointer data)
{
  g_free (((PdTextPart *) data)->text);
}

/**
 * pd_text_fold:
 * @text: (nullable): what a person typed
 *
 * Returns: (transfer full): plain characters, letters small, at most 500 of them; "" for what is no UTF-8
 */
char *
pd_text_fold (const char *text)
{
  g_autofree char *plain = pd_plain_text (text);
  g_autofree char *cut =
      plain != NULL ? g_utf8_substring (plain, 0, MIN (g_utf8_strlen (plain, -1), MAX_CHARACTERS)) : NULL;

  return cut != NULL ? g_utf8_strdown (cut, -1) : g_strdup ("");
}

static void
add_part (GArray *parts, const char *folded, const char *from, const char *to)
{
  PdTextPart part = { g_strndup (from, (gsize) (to - from)), (gsize) (from - folded), (gsize) (to - folded) };

  g_array_append_val (parts, part);
}

/**
 * pd_text_parts:
 * @folded: as of pd_text_fold()
 *
 * Chinese has no spaces: each two characters that stand together are a part, "打印机" is 打印 and 印机.
 *
 * Returns: (transfer full) (element-type PdTextPart): the parts in their order
 */
GArray *
pd_text_parts (const char *folded)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (PdTextPart));
  const char *at = folded;

  g_array_set_clear_func (parts, clear_part);
  while (*at != '\0')
    {
      gunichar c = g_utf8_get_char (at);
      const char *from = at;

      at = g_utf8_next_char (at);
      if (is_chinese (c))
        {
          const char *before = from;
          guint n = 1;

          for (; *at != '\0' && is_chinese (g_utf8_get_char (at)); at = g_utf8_next_char (at), n++)
            {
              add_part (parts, folded, before, g_utf8_next_char (at));
              before = at;
            }
          if (n == 1)
            add_part (parts, folded, from, at);
        }
      else if (is_word (c))
        {
          while (*at != '\0' && is_word (g_utf8_get_char (at)))
            at = g_utf8_next_char (at);
          add_part (parts, folded, from, at);
        }
    }
  return parts;
}
