/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-suggest-service.h"

#include "model/pd-suggest-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const services[] = { "installation", "maintenance", "upgrade", "consulting" };

enum
{
  INSTALLATION,
  MAINTENANCE,
  UPGRADE,
  CONSULTING,
};

/** Word: what customers write, and how strongly it speaks for a kind: 4 names it, 1 only hints. */
typedef struct
{
  const char *text;
  guint8 service;
  guint8 weight;
} Word;

/* A Latin word of five letters and more is a stem: "install" is in "installation". */
static const Word words[] = {
  { "安装", INSTALLATION, 4 },
  { "装机", INSTALLATION, 4 },
  { "初始化", INSTALLATION, 3 },
  { "新购", INSTALLATION, 2 },
  { "新设备", INSTALLATION, 2 },
  { "首次", INSTALLATION, 1 },
  { "发行", INSTALLATION, 2 },
  { "激活", INSTALLATION, 2 },
  { "部署", INSTALLATION, 3 },
  { "调试", INSTALLATION, 2 },
  { "开通", INSTALLATION, 2 },
  { "install", INSTALLATION, 4 },
  { "set up", INSTALLATION, 3 },
  { "setup", INSTALLATION, 3 },
  { "initialis", INSTALLATION, 3 },
  { "initializ", INSTALLATION, 3 },
  { "new device", INSTALLATION, 2 },
  { "activat", INSTALLATION, 2 },

  { "维修", MAINTENANCE, 4 },
  { "修理", MAINTENANCE, 4 },
  { "检修", MAINTENANCE, 4 },
  { "维护", MAINTENANCE, 4 },
  { "保养", MAINTENANCE, 4 },
  { "巡检", MAINTENANCE, 3 },
  { "故障", MAINTENANCE, 4 },
  { "报错", MAINTENANCE, 3 },
  { "死机", MAINTENANCE, 3 },
  { "黑屏", MAINTENANCE, 3 },
  { "卡纸", MAINTENANCE, 3 },
  { "锁死", MAINTENANCE, 3 },
  { "打不", MAINTENANCE, 3 },
  { "连不上", MAINTENANCE, 3 },
  { "读不", MAINTENANCE, 3 },
  { "无法", MAINTENANCE, 2 },
  { "不能", MAINTENANCE, 2 },
  { "异常", MAINTENANCE, 2 },
  { "损坏", MAINTENANCE, 3 },
  { "坏了", MAINTENANCE, 3 },
  { "更换", MAINTENANCE, 2 },
  { "失败", MAINTENANCE, 1 },
  { "repair", MAINTENANCE, 4 },
  { "fix", MAINTENANCE, 3 },
  { "broken", MAINTENANCE, 3 },
  { "fault", MAINTENANCE, 4 },
  { "mainten", MAINTENANCE, 4 },
  { "maintain", MAINTENANCE, 4 },
  { "error", MAINTENANCE, 2 },
  { "replace", MAINTENANCE, 2 },
  { "crash", MAINTENANCE, 3 },
  { "not work", MAINTENANCE, 3 },
  { "cannot", MAINTENANCE, 2 },

  { "升级", UPGRADE, 4 },
  { "更新", UPGRADE, 3 },
  { "新版", UPGRADE, 3 },
  { "版本", UPGRADE, 2 },
  { "补丁", UPGRADE, 3 },
  { "迁移", UPGRADE, 3 },
  { "切换", UPGRADE, 2 },
  { "改版", UPGRADE, 2 },
  { "upgrad", UPGRADE, 4 },
  { "update", UPGRADE, 3 },
  { "version", UPGRADE, 2 },
  { "patch", UPGRADE, 3 },
  { "migrat", UPGRADE, 3 },
  { "new release", UPGRADE, 3 },

  { "咨询", CONSULTING, 4 },
  { "请问", CONSULTING, 3 },
  { "如何", CONSULTING, 2 },
  { "怎么", CONSULTING, 2 },
  { "怎样", CONSULTING, 2 },
  { "是否", CONSULTING, 2 },
  { "政策", CONSULTING, 3 },
  { "筹划", CONSULTING, 4 },
  { "辅导", CONSULTING, 3 },
  { "培训", CONSULTING, 2 },
  { "解读", CONSULTING, 3 },
  { "优惠", CONSULTING, 2 },
  { "抵扣", CONSULTING, 2 },
  { "留抵", CONSULTING, 2 },
  { "汇算", CONSULTING, 3 },
  { "税率", CONSULTING, 2 },
  { "申报", CONSULTING, 2 },
  { "consult", CONSULTING, 4 },
  { "advice", CONSULTING, 3 },
  { "advise", CONSULTING, 3 },
  { "question", CONSULTING, 2 },
  { "how to", CONSULTING, 2 },
  { "policy", CONSULTING, 3 },
  { "deduct", CONSULTING, 2 },
  { "tax plan", CONSULTING, 4 },
  { "training", CONSULTING, 2 },
};

#define STEM_LETTERS 5

/* Past orders speak with up to so much: as a word that names the kind. Little evidence never makes more than a part. */
#define PAST_SCORE 25
#define PAST_LABELS 4
#define DOUBT 2

/* Sure enough to be filled in where nobody has chosen. */
#define SURE_SCORE 60

static gboolean
is_letter (char c)
{
  return g_ascii_isalnum (c);
}

static gboolean
is_found (const char *folded, const char *word)
{
  gsize length = strlen (word);

  if (!is_letter (word[0]))
    return strstr (folded, word) != NULL;
  for (const char *at = strstr (folded, word); at != NULL; at = strstr (at + 1, word))
    if ((at == folded || !is_letter (at[-1])) && (length >= STEM_LETTERS || !is_letter (at[length])))
      return TRUE;
  return FALSE;
}

void
pd_service_suggestion_free (PdServiceSuggestion *self)
{
  if (self == NULL)
    return;
  g_free (self->words);
  g_free (self->example);
  g_free (self);
}

static guint
weigh_words (const char *folded, guint service, GString *found)
{
  guint sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].service == service && is_found (folded, words[i].text))
      {
        sum += words[i].weight;
        g_string_append_printf (found, "%s%s", found->len > 0 ? " " : "", words[i].text);
      }
  return sum;
}

static guint
weigh_past (const GPtrArray *past, PdServiceSuggestion *suggestion)
{
  for (guint i = 0; past != NULL && i < past->len; i++)
    {
      const PdSuggestion *alike = past->pdata[i];

      if (!g_str_equal (alike->label, suggestion->service))
        continue;
      suggestion->n_past = alike->n[PD_SUGGEST_PAST];
      suggestion->example = g_strdup (alike->example);
      return alike->score / PAST_SCORE;
    }
  return 0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const PdServiceSuggestion *first = *(const PdServiceSuggestion *const *) a;
  const PdServiceSuggestion *second = *(const PdServiceSuggestion *const *) b;

  if (first->score != second->score)
    return first->score > second->score ? -1 : 1;
  return strcmp (first->service, second->service);
}

/**
 * pd_suggest_services:
 * @past: (nullable): descriptions of past orders (%PD_SUGGEST_PAST), each with its kind as the label
 * @description: (nullable): what the customer wants, in Chinese or English
 *
 * Each kind gets the weights of the table's words that are in the description, and up to 4 for the most alike past order.
 * Its score is its share of all kinds' weights, as if 2 more spoke for none.
 *
 * Returns: (transfer full) (element-type PdServiceSuggestion): the kinds that anything speaks for, the best first
 */
GPtrArray *
pd_suggest_services (const PdSuggest *past, const char *description)
{
  GPtrArray *suggestions = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_service_suggestion_free);
  g_autofree char *folded = pd_text_fold (description);
  g_autoptr (GPtrArray) alike = past != NULL ? pd_suggest_find (past, description, PAST_LABELS) : NULL;
  guint sum = DOUBT;

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      PdServiceSuggestion *suggestion = g_new0 (PdServiceSuggestion, 1);
      GString *found = g_string_new (NULL);

      suggestion->service = services[i];
      suggestion->score = weigh_words (folded, i, found) + weigh_past (alike, suggestion);
      suggestion->words = g_string_free (found, FALSE);
      sum += suggestion->score;
      if (suggestion->score > 0)
        g_ptr_array_add (suggestions, suggestion);
      else
        pd_service_suggestion_free (suggestion);
    }
  for (guint i = 0; i < suggestions->len; i++)
    {
      PdServiceSuggestion *suggestion = suggestions->pdata[i];

      suggestion->score = MAX (suggestion->score * 100 / sum, 1);
    }
  g_ptr_array_sort (suggestions, compare);
  return suggestions;
}

/** pd_suggest_services_are_sure: Returns: whether the first is likely enough to be filled in: 60 and twice the second */
gboolean
pd_suggest_services_are_sure (const GPtrArray *suggestions)
{
  const PdServiceSuggestion *first = suggestions->len > 0 ? suggestions->pdata[0] : NULL;
  const PdServiceSuggestion *second = suggestions->len > 1 ? suggestions->pdata[1] : NULL;

  return first != NULL && first->score >= SURE_SCORE && (second == NULL || first->score >= 2 * second->score);
}

/** pd_service_suggestion_sentence: Returns: (transfer full): why this kind is suggested */
char *
pd_service_suggestion_sentence (const PdServiceSuggestion *self)
{
  if (self->n_past == 0)
    return g_strdup_printf (_ ("The description has: %s."), self->words);
  if (*self->words == '\0')
    return g_strdup_printf (_ ("%1$u orders with words like these were of this kind; most alike: “%2$s”."),
                            self->n_past, self->example);
  return g_strdup_printf (
      _ ("The description has: %1$s; %2$u orders with words like these were of this kind, "
         "most alike: “%3$s”."),
      self->words, self->n_past, self->example);
}
