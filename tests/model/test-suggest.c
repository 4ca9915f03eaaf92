/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-suggest-service.h"
#include "model/pd-suggest-words.h"
#include "model/pd-suggest.h"

#define PRINTER "1090511030000000000"
#define SUPPLIES "1090512990000000000"
#define SOFTWARE "3040201000000000000"

static void
test_parts (void)
{
  static const struct
  {
    const char *text, *parts;
  } cases[] = {
    { "打印机", "打印|印机" },
    { "笔", "笔" },
    { "激光打印机 HP-1020", "激光|光打|打印|印机|hp|1020" },
    { "ＨＰ墨盒（黑）", "hp|墨盒|黑" },
    { "Laser Printer", "laser|printer" },
    { " -，。", "" },
    { "\xff\xfe", "" },
    { NULL, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folded = pd_text_fold (cases[i].text);
      g_autoptr (GArray) parts = pd_text_parts (folded);
      g_autoptr (GString) all = g_string_new (NULL);

      for (guint j = 0; j < parts->len; j++)
        g_string_append_printf (all, "%s%s", j > 0 ? "|" : "", g_array_index (parts, PdTextPart, j).text);
      g_assert_cmpstr (all->str, ==, cases[i].parts);
    }
}

static const struct
{
  PdSuggestSource source;
  const char *code, *name;
} goods[] = {
  { PD_SUGGEST_GOOD, PRINTER, "激光打印机" },      { PD_SUGGEST_GOOD, PRINTER, "针式打印机" },
  { PD_SUGGEST_GOOD, SUPPLIES, "打印机硒鼓" },     { PD_SUGGEST_PAST, SUPPLIES, "*计算机配套产品*墨盒 黑色" },
  { PD_SUGGEST_PAST, SOFTWARE, "*软件*财务软件" }, { PD_SUGGEST_PAST, SOFTWARE, "*软件*财务软件" },
  { PD_SUGGEST_TABLE, SUPPLIES, "键盘" },          { PD_SUGGEST_TABLE, PRINTER, "打印机" },
};

static PdSuggest *
make (gboolean backwards)
{
  PdSuggest *self = pd_suggest_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (goods); i++)
    {
      gsize at = backwards ? G_N_ELEMENTS (goods) - 1 - i : i;

      g_assert_true (pd_suggest_add_good (self, goods[at].source, goods[at].code, NULL, goods[at].name));
    }
  return self;
}

static void
test_codes (void)
{
  static const struct
  {
    const char *name, *code, *words, *example;
    guint least, most;
  } cases[] = {
    { "激光打印机", PRINTER, "激光打印机", "激光打印机", 100, 100 },
    { "激光打印机 A4", PRINTER, "激光打印机", "激光打印机", 50, 95 },
    { "彩色打印机", PRINTER, "打印机", "激光打印机", 40, 95 }, /* as alike as 针式打印机, and before it */
    { "硒鼓", SUPPLIES, "硒鼓", "打印机硒鼓", 40, 95 },        /* what ends alike is alike */
    { "墨盒", SUPPLIES, "墨盒", "墨盒 黑色", 30, 95 },
    { "财务软件服务", SOFTWARE, "财务软件", "财务软件", 50, 95 },
    { "键盘", SUPPLIES, "键盘", "键盘", 80, 80 }, /* the very same, but only in the table */
    { "矿泉水", NULL, NULL, NULL, 0, 0 },
    { "", NULL, NULL, NULL, 0, 0 },
    { NULL, NULL, NULL, NULL, 0, 0 },
  };

  for (guint backwards = 0; backwards < 2; backwards++)
    {
      g_autoptr (PdSuggest) self = make (backwards);

      for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          g_autoptr (GPtrArray) found = pd_suggest_find (self, cases[i].name, 3);
          const PdSuggestion *first = found->len > 0 ? found->pdata[0] : NULL;

          g_test_message ("%s: %s %u %s", cases[i].name, first != NULL ? first->label : "",
                          first != NULL ? first->score : 0, first != NULL ? first->example : "");
          g_assert_true ((first != NULL) == (cases[i].code != NULL));
          if (first == NULL)
            continue;
          g_assert_cmpstr (first->label, ==, cases[i].code);
          g_assert_cmpstr (first->words, ==, cases[i].words);
          g_assert_cmpstr (first->example, ==, cases[i].example);
          g_assert_cmpuint (first->score, >=, cases[i].least);
          g_assert_cmpuint (first->score, <=, cases[i].most);
        }
    }
}

static void
test_counts (void)
{
  g_autoptr (PdSuggest) self = make (FALSE);
  g_autoptr (GPtrArray) found = pd_suggest_find (self, "彩色打印机", 5);
  g_autoptr (GPtrArray) software = pd_suggest_find (self, "财务软件", 5);
  const PdSuggestion *first = found->pdata[0], *exact = software->pdata[0];
  g_autofree char *sentence = pd_suggestion_code_sentence (first);
  g_autofree char *same = pd_suggestion_code_sentence (exact);

  g_assert_cmpuint (first->n[PD_SUGGEST_GOOD], ==, 2);
  g_assert_cmpuint (first->n[PD_SUGGEST_TABLE], ==, 1);
  g_assert_cmpstr (
      sentence, ==,
      "You use it for 2 goods and 0 names on invoices with these words; most alike: “激光打印机”, "
      "in common: 打印机.");
  g_assert_cmpuint (exact->n[PD_SUGGEST_PAST], ==, 1); /* the same twice is one text */
  g_assert_cmpstr (exact->note, ==, "软件");
  g_assert_cmpstr (same, ==, "You use it for “财务软件”.");
}

/* Whatever is as good comes in one order. */
static void
test_ties (void)
{
  static const char *const codes[] = { SOFTWARE, PRINTER, SUPPLIES };

  for (guint first = 0; first < 3; first++)
    {
      g_autoptr (PdSuggest) self = pd_suggest_new ();
      g_autoptr (GPtrArray) found = NULL;

      for (guint i = 0; i < 3; i++)
        pd_suggest_add_good (self, PD_SUGGEST_GOOD, codes[(first + i) % 3], NULL, "办公用品");
      found = pd_suggest_find (self, "办公用品", 5);
      g_assert_cmpuint (found->len, ==, 3);
      g_assert_cmpstr (((PdSuggestion *) found->pdata[0])->label, ==, PRINTER);
      g_assert_cmpstr (((PdSuggestion *) found->pdata[2])->label, ==, SOFTWARE);
    }
}

static void
test_refused (void)
{
  g_autoptr (PdSuggest) self = pd_suggest_new ();
  g_autoptr (GPtrArray) found = NULL;

  g_assert_false (pd_suggest_add_good (self, PD_SUGGEST_GOOD, NULL, NULL, "纸"));
  g_assert_false (pd_suggest_add_good (self, PD_SUGGEST_GOOD, "", NULL, "纸"));
  g_assert_false (pd_suggest_add_good (self, PD_SUGGEST_GOOD, "109051103", NULL, "纸"));
  g_assert_false (pd_suggest_add_good (self, PD_SUGGEST_GOOD, "10905110300000000x0", NULL, "纸"));
  g_assert_false (pd_suggest_add_good (self, PD_SUGGEST_GOOD, PRINTER, NULL, NULL));
  g_assert_true (pd_suggest_add_good (self, PD_SUGGEST_GOOD, PRINTER, NULL, "**"));
  found = pd_suggest_find (self, "纸", 5);
  g_assert_cmpuint (found->len, ==, 0);
}

static void
test_services (void)
{
  static const struct
  {
    const char *text, *service;
    gboolean sure;
    const char *words;
  } cases[] = {
    { "新购税控盘，上门安装并初始化", "installation", TRUE, "安装 初始化 新购" }, /* 9 of 11 */
    { "打印机卡纸，报错", "maintenance", TRUE, "报错 卡纸" },                     /* 6 of 8 */
    { "开票软件升级到新版", "upgrade", TRUE, "升级 新版" },                       /* 7 of 9 */
    { "请问小规模纳税人优惠政策", "consulting", TRUE, "请问 政策 优惠" },         /* 8 of 10 */
    { "升级失败", "upgrade", FALSE, "升级" },                                     /* 4 of 7 */
    { "Please install the new device", "installation", TRUE, "install new device" },
    { "Printer installation", "installation", TRUE, "install" },
    { "How to deduct input tax", "consulting", TRUE, "how to deduct" },
    { "prefix fixture", NULL, FALSE, NULL }, /* "fix" is a word of its own only */
    { "安装升级包", "installation", FALSE,
      "安装" }, /* both are named: the alphabet decides, and nothing is sure */
    { "送货", NULL, FALSE, NULL },
    { "", NULL, FALSE, NULL },
    { NULL, NULL, FALSE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) found = pd_suggest_services (NULL, cases[i].text);
      const PdServiceSuggestion *first = found->len > 0 ? found->pdata[0] : NULL;

      g_test_message ("%s: %s %u", cases[i].text, first != NULL ? first->service : "",
                      first != NULL ? first->score : 0);
      g_assert_cmpstr (first != NULL ? first->service : NULL, ==, cases[i].service);
      g_assert_cmpint (pd_suggest_services_are_sure (found), ==, cases[i].sure);
      if (first != NULL)
        g_assert_cmpstr (first->words, ==, cases[i].words);
    }
}

/* What one did before decides where the words do not: 4 of 6. */
static void
test_past_services (void)
{
  g_autoptr (PdSuggest) past = pd_suggest_new ();
  g_autoptr (GPtrArray) found = NULL;
  const PdServiceSuggestion *first;
  g_autofree char *sentence = NULL;

  pd_suggest_add (past, PD_SUGGEST_PAST, "maintenance", NULL, "季度上门服务");
  pd_suggest_add (past, PD_SUGGEST_PAST, "consulting", NULL, "税务顾问月费");
  found = pd_suggest_services (past, "季度上门服务");
  g_assert_cmpuint (found->len, ==, 1);
  first = found->pdata[0];
  g_assert_cmpstr (first->service, ==, "maintenance");
  g_assert_cmpuint (first->score, ==, 66);
  g_assert_cmpuint (first->n_past, ==, 1);
  sentence = pd_service_suggestion_sentence (first);
  g_assert_cmpstr (sentence, ==,
                   "1 orders with words like these were of this kind; most alike: “季度上门服务”.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/suggest/parts", test_parts);
  g_test_add_func ("/suggest/codes", test_codes);
  g_test_add_func ("/suggest/counts", test_counts);
  g_test_add_func ("/suggest/ties", test_ties);
  g_test_add_func ("/suggest/refused", test_refused);
  g_test_add_func ("/suggest/services", test_services);
  g_test_add_func ("/suggest/past-services", test_past_services);
  return g_test_run ();
}
