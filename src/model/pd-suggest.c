/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-suggest.h"

#include "model/pd-compliance.h"
#include "model/pd-suggest-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* How alike two texts are, of 100: what they share of both, how much of the known text is in the new one, and whether
 * they end alike, because the last word of a Chinese name says what it is. */
#define SHARED 50
#define CONTAINED 30
#define ENDING 20

/* Only the same text is 100; a table is worth four fifths; less than this is chance. */
#define MOST_ALIKE 95
#define TABLE_PERCENT 80
#define LEAST_SCORE 30

/** Entry: a text with a label, once. */
typedef struct
{
  PdSuggestSource source;
  guint label;
  char *text;    /* (owned) as it was given */
  char *folded;  /* (owned) */
  GArray *parts; /* (owned) of guint, each once; the last one is where the text ends */
  guint last;
} Entry;

typedef struct
{
  char *name; /* (owned) */
  char *note; /* (owned) (nullable) */
} Label;

struct _PdSuggest
{
  GPtrArray *entries; /* (owned) of Entry */
  GHashTable *known;  /* (owned) "source label folded" of the entries */
  GPtrArray *labels;  /* (owned) of Label */
  GHashTable *label_index;
  GHashTable *part_index; /* (owned) part → index + 1 */
  GPtrArray *postings;    /* (owned) of GArray of guint: entries with a part */
};

/** Best: what is found of one label. */
typedef struct
{
  guint label;
  guint score;
  guint entry; /* the text that is shown: one's own before the table's */
  guint entry_score;
  guint n[PD_SUGGEST_N_SOURCES];
} Best;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->text);
  g_free (entry->folded);
  g_array_unref (entry->parts);
  g_free (entry);
}

static void
label_free (gpointer data)
{
  Label *label = data;

  g_free (label->name);
  g_free (label->note);
  g_free (label);
}

/** pd_suggest_new: Returns: (transfer full): nothing known yet */
PdSuggest *
pd_suggest_new (void)
{
  PdSuggest *self = g_new0 (PdSuggest, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->labels = g_ptr_array_new_with_free_func (label_free);
  self->label_index = g_hash_table_new (g_str_hash, g_str_equal);
  self->part_index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->postings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return self;
}

void
pd_suggest_free (PdSuggest *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->label_index);
  g_ptr_array_unref (self->labels);
  g_hash_table_unref (self->part_index);
  g_ptr_array_unref (self->postings);
  g_free (self);
}

void
pd_suggestion_free (PdSuggestion *self)
{
  if (self == NULL)
    return;
  g_free (self->label);
  g_free (self->note);
  g_free (self->example);
  g_free (self->words);
  g_free (self);
}

static guint
find_label (PdSuggest *self, const char *name, const char *note)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->label_index, name));
  Label *label;

  if (index == 0)
    {
      label = g_new0 (Label, 1);
      label->name = g_strdup (name);
      g_ptr_array_add (self->labels, label);
      index = self->labels->len;
      g_hash_table_insert (self->label_index, label->name, GUINT_TO_POINTER (index));
    }
  label = self->labels->pdata[index - 1];
  if (label->note == NULL)
    label->note = g_strdup (note);
  return index - 1;
}

static void
add_part (PdSuggest *self, Entry *entry, guint entry_index, const char *text)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->part_index, text));
  GArray *posting;

  if (index == 0)
    {
      g_ptr_array_add (self->postings, g_array_new (FALSE, FALSE, sizeof (guint)));
      index = self->postings->len;
      g_hash_table_insert (self->part_index, g_strdup (text), GUINT_TO_POINTER (index));
    }
  index--;
  posting = self->postings->pdata[index];
  entry->last = index;
  if (posting->len > 0 && g_array_index (posting, guint, posting->len - 1) == entry_index)
    return;
  g_array_append_val (posting, entry_index);
  g_array_append_val (entry->parts, index);
}

/**
 * pd_suggest_add:
 * @self: texts
 * @source: where it is from
 * @label: what the text stands for
 * @note: (nullable): what belongs to the label; the first one is kept
 * @text: (nullable): the text; what has no letter, digit or Chinese character is passed over
 *
 * The same text of one source and label counts once.
 */
void
pd_suggest_add (PdSuggest *self,
                PdSuggestSource source,
                const char *label,
                const char *note,
                const char *text)
{
  g_autofree char *folded = pd_text_fold (text);
  g_autoptr (GArray) parts = pd_text_parts (folded);
  char *key = g_strdup_printf ("%d %s %s", (int) source, label, folded);
  Entry *entry;

  if (parts->len == 0 || !g_hash_table_add (self->known, key))
    {
      if (parts->len == 0)
        g_free (key);
      return;
    }
  entry = g_new0 (Entry, 1);
  entry->source = source;
  entry->label = find_label (self, label, note);
  entry->text = g_strdup (text);
  entry->folded = g_steal_pointer (&folded);
  entry->parts = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < parts->len; i++)
    add_part (self, entry, self->entries->len, g_array_index (parts, PdTextPart, i).text);
  g_ptr_array_add (self->entries, entry);
}

/* --- finding */

/* What is in few texts says more. */
static double
weight_of (const PdSuggest *self, const char *part)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->part_index, part));
  double n = index != 0 ? ((GArray *) self->postings->pdata[index - 1])->len : 0;

  return log ((self->entries->len + 1) / (n + 1)) + 1;
}

static double
entry_weight (const PdSuggest *self, const Entry *entry)
{
  double sum = 0;

  for (guint i = 0; i < entry->parts->len; i++)
    {
      const GArray *posting = self->postings->pdata[g_array_index (entry->parts, guint, i)];

      sum += log ((self->entries->len + 1) / (posting->len + 1.0)) + 1;
    }
  return sum;
}

/** Query: the text that is asked for. */
typedef struct
{
  const PdSuggest *suggest;
  char *folded;
  GArray *parts;
  GHashTable *own; /* part → anything */
  double weight;
  guint last;         /* index of its last part + 1; 0 when no entry has it */
  GHashTable *shared; /* entry → double (owned): the weight of what is shared */
} Query;

static void
query_init (Query *query, const PdSuggest *suggest, const char *text)
{
  query->suggest = suggest;
  query->folded = pd_text_fold (text);
  query->parts = pd_text_parts (query->folded);
  query->own = g_hash_table_new (g_str_hash, g_str_equal);
  query->shared = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; i < query->parts->len; i++)
    {
      const char *part = g_array_index (query->parts, PdTextPart, i).text;
      guint index = GPOINTER_TO_UINT (g_hash_table_lookup (suggest->part_index, part));
      double weight = weight_of (suggest, part);

      query->last = index;
      if (!g_hash_table_add (query->own, (gpointer) part))
        continue;
      query->weight += weight;
      for (guint j = 0; index != 0 && j < ((GArray *) suggest->postings->pdata[index - 1])->len; j++)
        {
          gpointer entry =
              GUINT_TO_POINTER (g_array_index ((GArray *) suggest->postings->pdata[index - 1], guint, j));
          double *sum = g_hash_table_lookup (query->shared, entry);

          if (sum == NULL)
            g_hash_table_insert (query->shared, entry, sum = g_new0 (double, 1));
          *sum += weight;
        }
    }
}

static void
query_clear (Query *query)
{
  g_free (query->folded);
  g_array_unref (query->parts);
  g_hash_table_unref (query->own);
  g_hash_table_unref (query->shared);
}

static guint
score_of (const Query *query, const Entry *entry, double shared)
{
  double weight = entry_weight (query->suggest, entry), score;

  if (g_str_equal (entry->folded, query->folded))
    score = 100;
  else
    {
      score = SHARED * 2 * shared / (query->weight + weight) + CONTAINED * shared / weight +
              (query->last == entry->last + 1 ? ENDING : 0);
      score = MIN (score, MOST_ALIKE);
    }
  if (entry->source == PD_SUGGEST_TABLE)
    score = score * TABLE_PERCENT / 100;
  return (guint) (score + 0.5);
}

/* Which text is shown: one's own before the table's, then the most alike, then what comes first in the alphabet. */
static gboolean
is_better (const PdSuggest *self, guint score, guint entry, const Best *best)
{
  const Entry *a = self->entries->pdata[entry], *b = self->entries->pdata[best->entry];

  if ((a->source == PD_SUGGEST_TABLE) != (b->source == PD_SUGGEST_TABLE))
    return b->source == PD_SUGGEST_TABLE;
  if (score != best->entry_score)
    return score > best->entry_score;
  if (a->source != b->source)
    return a->source < b->source;
  return strcmp (a->folded, b->folded) < 0;
}

static GPtrArray *
collect (const Query *query)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) by_label = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, query->shared);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Entry *entry = query->suggest->entries->pdata[GPOINTER_TO_UINT (key)];
      guint score = score_of (query, entry, *(double *) value);
      Best *best = g_hash_table_lookup (by_label, GUINT_TO_POINTER (entry->label + 1));

      if (score < LEAST_SCORE)
        continue;
      if (best == NULL)
        {
          best = g_new0 (Best, 1);
          *best = (Best){ entry->label, score, GPOINTER_TO_UINT (key), score, { 0 } };
          g_hash_table_insert (by_label, GUINT_TO_POINTER (entry->label + 1), best);
          g_ptr_array_add (found, best);
        }
      else if (is_better (query->suggest, score, GPOINTER_TO_UINT (key), best))
        {
          best->entry = GPOINTER_TO_UINT (key);
          best->entry_score = score;
        }
      best->score = MAX (best->score, score);
      best->n[entry->source]++;
    }
  return found;
}

static int
compare_best (gconstpointer a, gconstpointer b, gpointer data)
{
  const PdSuggest *self = data;
  const Best *first = *(const Best *const *) a, *second = *(const Best *const *) b;
  const Entry *x = self->entries->pdata[first->entry], *y = self->entries->pdata[second->entry];
  const Label *left = self->labels->pdata[first->label], *right = self->labels->pdata[second->label];

  if (first->score != second->score)
    return first->score > second->score ? -1 : 1;
  if ((x->source == PD_SUGGEST_TABLE) != (y->source == PD_SUGGEST_TABLE))
    return x->source == PD_SUGGEST_TABLE ? 1 : -1;
  for (guint i = 0; i < PD_SUGGEST_N_SOURCES; i++)
    if (first->n[i] != second->n[i])
      return first->n[i] > second->n[i] ? -1 : 1;
  return strcmp (left->name, right->name);
}

/* What is within a word that is there already says nothing more. */
static void
add_word (GString *words, const char *text, gsize length)
{
  g_autofree char *word = g_strndup (text, length);

  if (strstr (words->str, word) == NULL)
    g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", word);
}

/* Parts that overlap are one word again: 打印 and 印机 are 打印机. */
static char *
shared_words (const Query *query, const Entry *entry)
{
  GString *words = g_string_new (NULL);
  gsize from = 0, to = 0;

  for (guint i = 0; i <= query->parts->len; i++)
    {
      const PdTextPart *part = i < query->parts->len ? &g_array_index (query->parts, PdTextPart, i) : NULL;
      guint index =
          part != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (query->suggest->part_index, part->text)) : 0;
      gboolean shared = FALSE;

      for (guint j = 0; index != 0 && !shared && j < entry->parts->len; j++)
        shared = g_array_index (entry->parts, guint, j) == index - 1;
      if (part != NULL && !shared)
        continue;
      if (part != NULL && to > from && part->from < to)
        {
          to = part->to;
          continue;
        }
      if (to > from)
        add_word (words, query->folded + from, to - from);
      from = part != NULL ? part->from : 0;
      to = part != NULL ? part->to : 0;
    }
  return g_string_free (words, FALSE);
}

static PdSuggestion *
make_suggestion (const Query *query, const Best *best)
{
  PdSuggestion *suggestion = g_new0 (PdSuggestion, 1);
  const Label *label = query->suggest->labels->pdata[best->label];
  const Entry *entry = query->suggest->entries->pdata[best->entry];

  suggestion->label = g_strdup (label->name);
  suggestion->note = g_strdup (label->note);
  suggestion->score = best->score;
  memcpy (suggestion->n, best->n, sizeof best->n);
  suggestion->example = g_strdup (entry->text);
  suggestion->example_source = entry->source;
  suggestion->words = shared_words (query, entry);
  return suggestion;
}

/**
 * pd_suggest_find:
 * @self: texts with labels
 * @text: (nullable): a text whose label is wanted
 * @max: how many labels at most
 *
 * A label is as good as its most alike text; which of several equally good ones comes first does not depend on the order
 * in which they were added.
 *
 * Returns: (transfer full) (element-type PdSuggestion): labels, the best first; none when nothing is alike
 */
GPtrArray *
pd_suggest_find (const PdSuggest *self, const char *text, guint max)
{
  GPtrArray *suggestions = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_suggestion_free);
  g_autoptr (GPtrArray) found = NULL;
  Query query = { 0 };

  query_init (&query, self, text);
  found = collect (&query);
  g_ptr_array_sort_with_data (found, compare_best, (gpointer) self);
  for (guint i = 0; i < found->len && i < max; i++)
    g_ptr_array_add (suggestions, make_suggestion (&query, found->pdata[i]));
  query_clear (&query);
  return suggestions;
}

/* --- tax codes */

/**
 * pd_suggest_add_good:
 * @self: texts
 * @source: where it is from
 * @code: (nullable): the tax classification code
 * @short_name: (nullable): its short name
 * @name: (nullable): what the good is called; "*short name*name" as on an invoice is taken apart
 *
 * Returns: whether it was taken; what has no code of 19 digits is not
 */
gboolean
pd_suggest_add_good (PdSuggest *self,
                     PdSuggestSource source,
                     const char *code,
                     const char *short_name,
                     const char *name)
{
  const char *end = name != NULL && name[0] == '*' ? strchr (name + 1, '*') : NULL;
  g_autofree char *printed = end != NULL ? g_strndup (name + 1, (gsize) (end - name - 1)) : NULL;

  if (code == NULL || name == NULL || !pd_compliance_is_code_length (code))
    return FALSE;
  pd_suggest_add (self, source, code, short_name != NULL ? short_name : printed,
                  end != NULL ? end + 1 : name);
  return TRUE;
}

/** pd_suggestion_code_sentence: Returns: (transfer full): why this tax code is suggested */
char *
pd_suggestion_code_sentence (const PdSuggestion *self)
{
  guint goods = self->n[PD_SUGGEST_GOOD], lines = self->n[PD_SUGGEST_PAST];

  if (self->score == 100)
    return g_strdup_printf (_ ("You use it for “%s”."), self->example);
  if (goods + lines == 0)
    return g_strdup_printf (_ ("The table of tax codes has “%1$s” under it; in common: %2$s."), self->example,
                            self->words);
  return g_strdup_printf (
      /* Translators: 1: goods, 2: names on invoices, 3: the most alike name, 4: words */
      _ ("You use it for %1$u goods and %2$u names on invoices with these words; most alike: “%3$s”, in "
         "common: %4$s."),
      goods, lines, self->example, self->words);
}
