/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-training.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "gateway/pd-gateway-sandbox.h"
#include "model/pd-party.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-documents.h"
#include "wire/pd-wire.h"

#define PASSWORD_BYTES 8
#define USERS_FILE "training-users.json"

/* What the company may issue in a month: ten million yuan. */
#define MONTHLY_QUOTA G_GINT64_CONSTANT (1000000000)

static const char *const user_names[] = { "clerk",      "reviewer", "finance", "warehouse",
                                          "technician", "support",  "admin" };

/* All names, numbers and addresses are made up; the tax numbers pass their checks. */
static const struct
{
  const char *name;
  const char *tax_number;
  const char *address;
  const char *phone;
  const char *bank_name;
  const char *bank_account;
} buyers[] = {
  { "样例市远山文化传播有限公司", "91310115MA1PD00290", "样例市东湖区松林路18号3层", "021-55550101",
    "样例银行东湖支行", "6200000000000000101" },
  { "青禾五金机电（样例）有限公司", "91330106MA2PD0039E", "样例市西溪区河畔街66号", "0571-55550102",
    "样例银行西溪支行", "6200000000000000102" },
  { "样例市海角餐饮管理有限公司", "91440300MA5PD0042T", "样例市南湾区椰树大道9号", "0755-55550103", NULL,
    NULL },
  { "样例市第九实验小学", "12440000455863101C", "样例市书院路1号", "020-55550104", NULL, NULL },
  { "张样例", NULL, NULL, "13900000000", NULL, NULL },
};

/* Codes are of the public tax classification; prices include tax where the rate is the usual one of a shop. */
static const struct
{
  const char *name;
  const char *tax_code;
  const char *short_name;
  const char *spec;
  const char *unit;
  const char *price;
  const char *rate;
} goods[] = {
  { "激光打印机", "1090511010000000000", "计算机外部设备", "A4 双面", "台", "1899", "0.13" },
  { "复印纸", "1060105040000000000", "纸制品", "A4 70g 500张", "包", "22.5", "0.13" },
  { "税控服务费", "3040203000000000000", "信息系统服务", NULL, "年", "280", "0.06" },
  { "上门安装", "3040201990000000000", "信息技术服务", NULL, "次", "150", "0.06" },
};

#define COMPANY_NAME "样例办公服务（培训）有限公司"
#define COMPANY_TAX_NUMBER "91440101MA5PD0018E"

static PdRecord *
make_company (void)
{
  PdRecord *company = pd_record_new (&pd_company_type, "0190a000-0000-7000-8000-000000000001");

  pd_record_set_text (company, PD_COMPANY_NAME, COMPANY_NAME);
  pd_record_set_text (company, PD_COMPANY_TAX_NUMBER, COMPANY_TAX_NUMBER);
  pd_record_set_text (company, PD_COMPANY_ADDRESS, "样例市天河区花城路100号");
  pd_record_set_text (company, PD_COMPANY_PHONE, "020-55550100");
  pd_record_set_text (company, PD_COMPANY_BANK_NAME, "样例银行天河支行");
  pd_record_set_text (company, PD_COMPANY_BANK_ACCOUNT, "6200000000000000100");
  pd_record_set_integer (company, PD_COMPANY_PROVINCE, 44);
  pd_record_set_text (company, PD_COMPANY_DRAWER, "培训开票员");
  return company;
}

static gboolean
add_buyers (PdPlatformChange *change, GError **error)
{
  for (guint index = 0; index < G_N_ELEMENTS (buyers); index++)
    {
      g_autofree char *id = pd_platform_new_id (change->platform);
      g_autoptr (PdRecord) buyer = pd_record_new (&pd_buyer_type, id);

      pd_record_set_text (buyer, PD_BUYER_NAME, buyers[index].name);
      pd_record_set_text (buyer, PD_BUYER_TAX_NUMBER, buyers[index].tax_number);
      pd_record_set_text (buyer, PD_BUYER_ADDRESS, buyers[index].address);
      pd_record_set_text (buyer, PD_BUYER_PHONE, buyers[index].phone);
      pd_record_set_text (buyer, PD_BUYER_BANK_NAME, buyers[index].bank_name);
      pd_record_set_text (buyer, PD_BUYER_BANK_ACCOUNT, buyers[index].bank_account);
      change->batch = 0;
      if (!pd_platform_write_record (change, buyer, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_goods (PdPlatformChange *change, GError **error)
{
  for (guint index = 0; index < G_N_ELEMENTS (goods); index++)
    {
      g_autofree char *id = pd_platform_new_id (change->platform);
      g_autoptr (PdRecord) good = pd_record_new (&pd_good_type, id);

      pd_record_set_text (good, PD_GOOD_NAME, goods[index].name);
      pd_record_set_text (good, PD_GOOD_TAX_CODE, goods[index].tax_code);
      pd_record_set_text (good, PD_GOOD_SHORT_NAME, goods[index].short_name);
      pd_record_set_text (good, PD_GOOD_SPEC, goods[index].spec);
      pd_record_set_text (good, PD_GOOD_UNIT, goods[index].unit);
      pd_record_set_text (good, PD_GOOD_UNIT_PRICE, goods[index].price);
      pd_record_set_flag (good, PD_GOOD_PRICE_INCLUDES_TAX, TRUE);
      pd_record_set_text (good, PD_GOOD_TAX_RATE, goods[index].rate);
      change->batch = 0;
      if (!pd_platform_write_record (change, good, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_records (PdPlatform *platform, const char *tenant, GError **error)
{
  PdPlatformChange change = { .platform = platform, .tenant = tenant, .now = pd_platform_get_now (platform) };

  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql, add_buyers (&change, error) && add_goods (&change, error),
                              error);
}

/* The passwords are nowhere else in readable form. */
static gboolean
add_users (PdPlatform *platform, const char *tenant, const char *tenant_name, GError **error)
{
  g_autofree char *path = g_build_filename (platform->data_dir, USERS_FILE, NULL);
  g_autoptr (GString) out = g_string_new ("{\"tenant\":{\"id\":");

  pd_wire_write_string (out, tenant);
  g_string_append (out, ",\"name\":");
  pd_wire_write_string (out, tenant_name);
  g_string_append (out, "},\"users\":[");
  for (guint index = 0; index < G_N_ELEMENTS (user_names); index++)
    {
      g_autofree char *password = pd_platform_random_hex (platform, PASSWORD_BYTES);
      g_autofree char *id =
          pd_platform_add_user (platform, tenant, user_names[index],
                                pd_platform_role_parse (user_names[index]), password, error);

      if (id == NULL)
        return FALSE;
      g_string_append_printf (out, "%s{\"name\":\"%s\",\"role\":\"%s\",\"password\":\"%s\"}",
                              index > 0 ? "," : "", user_names[index], user_names[index], password);
    }
  g_string_append (out, "]}\n");
  return g_file_set_contents_full (path, out->str, (gssize) out->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/**
 * pd_platform_setup_training:
 *
 * Gives an empty platform one made-up company with four users, a few buyers and goods. One that has a tenant stays
 * as it is. The users' passwords are in training-users.json, which only its owner can read.
 */
gboolean
pd_platform_setup_training (PdPlatform *platform, GError **error)
{
  const char *name = "培训公司";
  gint64 tenants = 0;

  if (!pd_platform_sql_get_integer (platform->sql, &tenants, error, "SELECT count (*) FROM tenant", ""))
    return FALSE;
  if (tenants > 0)
    return TRUE;

  g_autoptr (PdRecord) company = make_company ();
  g_autofree char *tenant = pd_platform_add_tenant (platform, name, company, error);

  return tenant != NULL && add_records (platform, tenant, error) && add_users (platform, tenant, name, error);
}

/** pd_platform_training_bureau_path: Returns: (transfer full): where a folder's training bureau keeps its book */
char *
pd_platform_training_bureau_path (const char *data_dir)
{
  return g_build_filename (data_dir, "training-bureau.sqlite", NULL);
}

/**
 * pd_platform_training_bureau:
 * @delay: microseconds until the bureau answers
 *
 * Somebody is signed in there until the bureau, or whoever plays it, signs everybody out.
 *
 * Returns: (transfer full) (nullable): the training bureau of this folder, with a book of its own
 */
PdGateway *
pd_platform_training_bureau (const char *data_dir, gint64 delay, GError **error)
{
  g_autofree char *path = pd_platform_training_bureau_path (data_dir);
  PdGatewaySandboxOptions options = { .path = path,
                                      .delay = delay,
                                      .monthly_quota = MONTHLY_QUOTA,
                                      .sessions = TRUE,
                                      .company = COMPANY_TAX_NUMBER,
                                      .company_name = COMPANY_NAME };

  return pd_gateway_sandbox_new (&options, error);
}
