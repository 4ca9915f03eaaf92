/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-import-target.h"

#include "model/pd-order.h"
#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Headings that mean a target, as pd_import_heading_key() spells them. The tables' own names and labels are
 * known without being listed. Sources: the tax bureau's batch template V260401, import files of tax-control
 * vendors, lists that shops export. */
typedef struct
{
  const char *id;
  PdImportTaxMode tax_mode;
  const char *headings; /* parted by spaces */
} Synonyms;

static const Synonyms synonyms[] = {
  { "order.number", PD_IMPORT_TAX_UNKNOWN,
    "订单号 订单编号 订单id 订单号码 单据号 单据编号 单号 单据号码 销售单号 发票流水号 流水号 交易号 "
    "交易单号 "
    "doc docno document order orderid orderno ordernumber billno djh" },
  { "order.order_date", PD_IMPORT_TAX_UNKNOWN,
    "订单日期 下单日期 下单时间 单据日期 日期 销售日期 交易日期 开单日期 订单创建时间 date orderdate" },
  { "order.buyer_name", PD_IMPORT_TAX_UNKNOWN,
    "购方名称 购买方名称 购货方名称 购货单位名称 购货单位 客户名称 客户 买方名称 买家名称 发票抬头 抬头 "
    "抬头名称 "
    "名称购买方 buyer customer customername buyername gmfmc gfmc" },
  { "order.buyer_tax_number", PD_IMPORT_TAX_UNKNOWN,
    "购方税号 购买方税号 购买方纳税人识别号 购方纳税人识别号 购货方纳税人识别号 购方识别号 纳税人识别号 "
    "客户税号 税号 "
    "统一社会信用代码 购买方统一社会信用代码 taxid taxno taxnumber buyertaxno gmfnsrsbh gfsh" },
  { "order.buyer_address", PD_IMPORT_TAX_UNKNOWN, "购方地址 购买方地址 客户地址 注册地址 address" },
  { "order.buyer_phone", PD_IMPORT_TAX_UNKNOWN,
    "购方电话 购买方电话 客户电话 联系电话 注册电话 电话 phone telephone tel" },
  { "order.buyer_bank_name", PD_IMPORT_TAX_UNKNOWN,
    "购方开户行 购方开户银行 购买方开户行 购买方开户银行 开户银行 开户行 bank bankname" },
  { "order.buyer_bank_account", PD_IMPORT_TAX_UNKNOWN,
    "购买方银行账号 购买方账号 银行账号 开户账号 账号 银行帐号 account bankaccount" },
  { "order.buyer_email", PD_IMPORT_TAX_UNKNOWN,
    "购买方邮箱 购方邮箱 购买方电子邮箱 邮箱 电子邮箱 email mail" },
  { "order.invoice_kind", PD_IMPORT_TAX_UNKNOWN, "发票类型 发票种类 票种 开票类型 invoicetype invoicekind" },
  { "order.price_includes_tax", PD_IMPORT_TAX_UNKNOWN,
    "含税标志 是否含税 含税标识 价格是否含税 单价含税标志 priceincludestax taxincluded hsbz" },
  { "order.remark", PD_IMPORT_TAX_UNKNOWN, "备注 发票备注 remarks bz" },
  { "order.note", PD_IMPORT_TAX_UNKNOWN, "内部备注 订单备注 客服备注" },
  { PD_IMPORT_TARGET_ADDRESS_PHONE, PD_IMPORT_TAX_UNKNOWN,
    "购方地址电话 购买方地址电话 购方地址及电话 购买方地址及电话 地址电话 购方地址、电话 购买方地址、电话 "
    "地址、电话" },
  { PD_IMPORT_TARGET_BANK_ACCOUNT, PD_IMPORT_TAX_UNKNOWN,
    "购方银行账号 购方开户行及账号 购买方开户行及账号 开户行及账号 开户行账号 购方开户行、账号 银行及账号" },
  { PD_IMPORT_TARGET_BUYER_KEY, PD_IMPORT_TAX_UNKNOWN,
    "客户id 客户编号 客户编码 客户代码 customerid customerno" },
  { "line.name", PD_IMPORT_TAX_UNKNOWN,
    "商品名称 项目名称 货物名称 货物或应税劳务名称 货物或应税劳务、服务名称 货物及服务名称 产品名称 品名 "
    "商品 宝贝标题 "
    "商品和服务名称 item itemname product productname goods goodsname xmmc spmc" },
  { "line.tax_code", PD_IMPORT_TAX_UNKNOWN,
    "税收编码 税收分类编码 商品编码 商品税收编码 商品和服务税收编码 商品和服务税收分类编码 "
    "商品和服务税收分类合并编码 "
    "税收分类合并编码 taxcode goodscode spbm" },
  { "line.short_name", PD_IMPORT_TAX_UNKNOWN, "税收分类简称 商品和服务分类简称 简称" },
  { "line.spec", PD_IMPORT_TAX_UNKNOWN, "规格型号 规格 型号 specification model ggxh" },
  { "line.unit", PD_IMPORT_TAX_UNKNOWN, "单位 计量单位 dw" },
  { "line.quantity", PD_IMPORT_TAX_UNKNOWN, "数量 商品数量 购买数量 qty count sl" },
  { "line.unit_price", PD_IMPORT_TAX_UNKNOWN, "单价 价格 price dj" },
  { "line.unit_price", PD_IMPORT_TAX_INCLUDED, "含税单价 单价含税 priceincludingtax grossprice" },
  { "line.unit_price", PD_IMPORT_TAX_EXCLUDED, "不含税单价 单价不含税 netprice" },
  { "line.amount", PD_IMPORT_TAX_UNKNOWN, "金额 销售额 总价 小计金额 amount sales je" },
  { "line.amount", PD_IMPORT_TAX_INCLUDED,
    "含税金额 金额含税 价税合计 含税销售额 实付金额 grossamount hsje" },
  { "line.amount", PD_IMPORT_TAX_EXCLUDED, "不含税金额 金额不含税 不含税销售额 netamount" },
  { "line.discount", PD_IMPORT_TAX_UNKNOWN, "折扣金额 折扣额 优惠金额 discountamount zkje" },
  { "line.tax_rate", PD_IMPORT_TAX_UNKNOWN, "税率 税率/征收率 税率征收率 征收率 taxrate vatrate slv" },
  { PD_IMPORT_TARGET_MUST_BE_EMPTY, PD_IMPORT_TAX_UNKNOWN,
    "特定业务类型 扣除额 差额 差额扣除额 即征即退类型 优惠政策类型 优惠政策标识 优惠政策说明 零税率标识 "
    "是否使用优惠政策 "
    "是否开具涉税专业服务发票品目 报废产品销售类型 煤炭种类 放弃享受减按1%征收率原因" },
};

static const PdImportTarget special_targets[] = {
  { PD_IMPORT_TARGET_ADDRESS_PHONE, N_ ("Buyer address and phone in one"), PD_IMPORT_SCOPE_SPECIAL, -1 },
  { PD_IMPORT_TARGET_BANK_ACCOUNT, N_ ("Buyer bank and account in one"), PD_IMPORT_SCOPE_SPECIAL, -1 },
  { PD_IMPORT_TARGET_BUYER_KEY, N_ ("Buyer's number at the shop"), PD_IMPORT_SCOPE_SPECIAL, -1 },
  { PD_IMPORT_TARGET_MUST_BE_EMPTY, N_ ("Refuse the order when it is filled"), PD_IMPORT_SCOPE_SPECIAL, -1 },
};

typedef struct
{
  const PdImportTarget *target;
  PdImportTaxMode tax_mode;
} Meaning;

typedef struct
{
  GArray *targets;      /* (owned) of PdImportTarget */
  GHashTable *by_id;    /* (owned) id → PdImportTarget */
  GHashTable *headings; /* (owned) key → Meaning */
} Targets;

/* A person or a file gives the fields that people change; the others are computed, or the platform's. */
static gboolean
is_importable (const PdRecordType *type, guint field)
{
  const PdField *table = &type->fields[field];

  if (table->kind == PD_KIND_REFERENCE || table->kind == PD_KIND_TIME)
    return FALSE;
  if (type == &pd_order_type && field == PD_ORDER_IMPORT_KEY)
    return FALSE;
  return table->merge == PD_MERGE_CHANGED || table->merge == PD_MERGE_APPEND;
}

static void
add_fields (Targets *self, const PdRecordType *type, PdImportScope scope)
{
  for (guint i = 0; i < type->n_fields; i++)
    {
      g_autofree char *id = NULL;
      PdImportTarget target = { NULL, type->fields[i].label, scope, (int) i };

      if (!is_importable (type, i))
        continue;
      id = g_strconcat (scope == PD_IMPORT_SCOPE_ORDER ? "order." : "line.", type->fields[i].name, NULL);
      target.id = g_intern_string (id);
      g_array_append_val (self->targets, target);
    }
}

static void
add_heading (Targets *self, const char *heading, const PdImportTarget *target, PdImportTaxMode tax_mode)
{
  g_autofree char *key = pd_import_heading_key (heading);
  Meaning *meaning;

  if (*key == '\0' || g_hash_table_contains (self->headings, key))
    return;
  meaning = g_new (Meaning, 1);
  meaning->target = target;
  meaning->tax_mode = tax_mode;
  g_hash_table_insert (self->headings, g_steal_pointer (&key), meaning);
}

static gpointer
make_targets (gpointer unused)
{
  Targets *self = g_new0 (Targets, 1);

  self->targets = g_array_new (FALSE, FALSE, sizeof (PdImportTarget));
  add_fields (self, &pd_order_type, PD_IMPORT_SCOPE_ORDER);
  add_fields (self, &pd_order_line_type, PD_IMPORT_SCOPE_LINE);
  g_array_append_vals (self->targets, special_targets, G_N_ELEMENTS (special_targets));

  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->targets->len; i++)
    {
      PdImportTarget *target = &g_array_index (self->targets, PdImportTarget, i);

      g_hash_table_insert (self->by_id, (gpointer) target->id, target);
    }

  self->headings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize i = 0; i < G_N_ELEMENTS (synonyms); i++)
    {
      const PdImportTarget *target = g_hash_table_lookup (self->by_id, synonyms[i].id);
      g_auto (GStrv) words = g_strsplit (synonyms[i].headings, " ", -1);

      for (guint k = 0; target != NULL && words[k] != NULL; k++)
        add_heading (self, words[k], target, synonyms[i].tax_mode);
    }
  for (guint i = 0; i < self->targets->len; i++)
    {
      const PdImportTarget *target = &g_array_index (self->targets, PdImportTarget, i);
      const char *dot = strchr (target->id, '.');

      add_heading (self, target->id, target, PD_IMPORT_TAX_UNKNOWN);
      add_heading (self, dot == NULL ? target->id : dot + 1, target, PD_IMPORT_TAX_UNKNOWN);
      add_heading (self, target->label, target, PD_IMPORT_TAX_UNKNOWN);
      add_heading (self, _ (target->label), target, PD_IMPORT_TAX_UNKNOWN);
    }
  return self;
}

static const Targets *
get_targets (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_targets, NULL);
}

/**
 * pd_import_targets:
 * @n_targets: (out): their number
 *
 * What a column of a file may be, in the order in which a list offers it: every field of the order's and the
 * line's table that a person may change, then the special ones.
 *
 * Returns: (transfer none) (array length=n_targets): the targets
 */
const PdImportTarget *
pd_import_targets (guint *n_targets)
{
  const Targets *self = get_targets ();

  *n_targets = self->targets->len;
  return &g_array_index (self->targets, PdImportTarget, 0);
}

/**
 * pd_import_target_find:
 * @id: (nullable): a target's id
 *
 * Returns: (transfer none) (nullable): the target, %NULL when there is none
 */
const PdImportTarget *
pd_import_target_find (const char *id)
{
  return id == NULL ? NULL : g_hash_table_lookup (get_targets ()->by_id, id);
}

/**
 * pd_import_target_for_field:
 * @scope: the order or its line
 * @field: the index in the table
 *
 * Returns: (transfer none) (nullable): the target that fills the field, %NULL when no column may
 */
const PdImportTarget *
pd_import_target_for_field (PdImportScope scope, int field)
{
  const Targets *self = get_targets ();

  for (guint i = 0; i < self->targets->len; i++)
    {
      const PdImportTarget *target = &g_array_index (self->targets, PdImportTarget, i);

      if (target->scope == scope && target->field == field)
        return target;
    }
  return NULL;
}

/**
 * pd_import_heading_key:
 * @heading: a column's heading
 *
 * Reduces a heading to what tells it from others: full-width letters and case do not, nor do spaces, line
 * breaks, stars, and what stands in parentheses ("金额（元）", "* 数量 (必填)").
 *
 * Returns: (transfer full): the key, "" when nothing is left
 */
char *
pd_import_heading_key (const char *heading)
{
  g_autofree char *plain = pd_plain_text (heading);
  g_autoptr (GString) key = g_string_new (NULL);
  int depth = 0;

  if (plain == NULL)
    return g_strdup ("");
  for (const char *p = plain; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '(' || c == '[')
        depth++;
      else if ((c == ')' || c == ']') && depth > 0)
        depth--;
      else if (depth == 0 && !g_unichar_isspace (c) && (c >= 0x80 || strchr ("*#:_-.'\"", (int) c) == NULL))
        g_string_append_unichar (key, g_unichar_tolower (c));
    }
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/**
 * pd_import_target_guess:
 * @heading: a column's heading
 * @tax_mode: (out): what the heading says about tax
 *
 * Returns: (transfer none) (nullable): what the column most likely is, %NULL when its heading is unknown
 */
const PdImportTarget *
pd_import_target_guess (const char *heading, PdImportTaxMode *tax_mode)
{
  g_autofree char *plain = pd_plain_text (heading);
  g_autofree char *key = pd_import_heading_key (heading);
  const Meaning *meaning = g_hash_table_lookup (get_targets ()->headings, key);

  *tax_mode = PD_IMPORT_TAX_UNKNOWN;
  if (meaning == NULL)
    return NULL;
  *tax_mode = meaning->tax_mode;
  /* "金额(含税)" loses its parenthesis in the key, so it is read here. */
  if (*tax_mode == PD_IMPORT_TAX_UNKNOWN && strstr (plain, "不含税") != NULL)
    *tax_mode = PD_IMPORT_TAX_EXCLUDED;
  else if (*tax_mode == PD_IMPORT_TAX_UNKNOWN && strstr (plain, "含税") != NULL &&
           g_str_has_prefix (meaning->target->id, "line."))
    *tax_mode = PD_IMPORT_TAX_INCLUDED;
  return meaning->target;
}
