/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-intake.h"

#include <glib/gi18n-lib.h>

#define TOKEN_BYTES 32
#define TOKEN_CHARACTERS 64

/* Two orders a second on the average, and what a shop has saved up in a quiet minute at once. */
#define PACE (G_TIME_SPAN_SECOND / 2)
#define SAVED_UP (60 * G_TIME_SPAN_SECOND)

static gboolean
check_shop_name (const char *name, GError **error)
{
  if (*name != '\0' && g_utf8_validate (name, -1, NULL) &&
      g_utf8_strlen (name, -1) <= PD_PLATFORM_SHOP_NAME_MAX)
    return TRUE;
  g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID, _ ("A name has 1 to %d characters."),
               PD_PLATFORM_SHOP_NAME_MAX);
  return FALSE;
}

static const char *const purposes[] = { "orders", "tracking" };

/** pd_platform_purpose_name: Returns: (transfer none): the word for programs and for the database */
const char *
pd_platform_purpose_name (PdPlatformPurpose purpose)
{
  return purposes[purpose];
}

/** pd_platform_purpose_find: @purpose: (out). Returns: whether @name is the word for one */
gboolean
pd_platform_purpose_find (const char *name, PdPlatformPurpose *purpose)
{
  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
    if (g_str_equal (purposes[i], name))
      {
        *purpose = (PdPlatformPurpose) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * pd_platform_make_shop_token:
 * @tenant: a tenant's id
 * @name: what people call the shop or carrier; a token that it had ends
 * @purpose: what the token opens
 *
 * Returns: (transfer full) (nullable): 256 random bits, of which the platform keeps the digest only
 */
char *
pd_platform_make_shop_token (PdPlatform *platform,
                             const char *tenant,
                             const char *name,
                             PdPlatformPurpose purpose,
                             GError **error)
{
  g_autofree char *token = pd_platform_random_hex (platform, TOKEN_BYTES);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);

  if (!check_shop_name (name, error) ||
      !pd_platform_sql_run (
          platform->sql, error,
          "INSERT INTO shop (tenant, name, digest, created_at, purpose) VALUES (?, ?, ?, ?, ?)"
          " ON CONFLICT (tenant, name) DO UPDATE SET digest = excluded.digest,"
          " created_at = excluded.created_at, purpose = excluded.purpose",
          "tttit", tenant, name, digest, pd_platform_get_now (platform), purposes[purpose]))
    return NULL;
  return g_steal_pointer (&token);
}

/** pd_platform_revoke_shop_token: Returns: %FALSE with %PD_PLATFORM_ERROR_INVALID when no such shop has a token */
gboolean
pd_platform_revoke_shop_token (PdPlatform *platform, const char *tenant, const char *name, GError **error)
{
  if (!pd_platform_sql_run (platform->sql, error, "DELETE FROM shop WHERE tenant = ? AND name = ?", "tt",
                            tenant, name))
    return FALSE;
  if (pd_platform_sql_changes (platform->sql) > 0)
    return TRUE;
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                       _ ("No shop of this name has a token. Nothing was changed."));
  return FALSE;
}

static void
shop_free (gpointer data)
{
  PdPlatformShop *shop = data;

  g_free (shop->name);
  g_free (shop);
}

/** pd_platform_list_shops: Returns: (transfer full) (element-type PdPlatformShop) (nullable): by their names */
GPtrArray *
pd_platform_list_shops (PdPlatform *platform, const char *tenant, GError **error)
{
  g_autoptr (GPtrArray) shops = g_ptr_array_new_with_free_func (shop_free);
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT name, purpose FROM shop WHERE tenant = ? ORDER BY name", "t", tenant);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      PdPlatformShop *shop = g_new0 (PdPlatformShop, 1);

      shop->name = g_strdup (pd_platform_rows_text (rows, 0));
      (void) pd_platform_purpose_find (pd_platform_rows_text (rows, 1), &shop->purpose);
      g_ptr_array_add (shops, shop);
    }
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&shops) : NULL;
}

/**
 * pd_platform_find_shop:
 * @authorization: (nullable): the header
 * @purpose: what is asked for: another shop's token is none here
 * @session: (out) (transfer full) (nullable): the shop, as one who asks and has no role, so that nothing else is
 *   allowed to it; %NULL when the token is missing, unknown or revoked
 */
gboolean
pd_platform_find_shop (PdPlatform *platform,
                       const char *authorization,
                       PdPlatformPurpose purpose,
                       PdPlatformSession **session,
                       GError **error)
{
  const char *token = authorization != NULL && g_ascii_strncasecmp (authorization, "Bearer ", 7) == 0
                          ? authorization + 7
                          : NULL;

  *session = NULL;
  if (token == NULL || strlen (token) != TOKEN_CHARACTERS)
    return TRUE;

  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      platform->sql, error,
      "SELECT tenant.id, tenant.name, shop.name FROM shop JOIN tenant ON tenant.id = shop.tenant"
      " WHERE shop.digest = ? AND shop.purpose = ?",
      "tt", digest, purposes[purpose]);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  *session = g_new0 (PdPlatformSession, 1);
  (*session)->tenant = g_strdup (pd_platform_rows_text (rows, 0));
  (*session)->tenant_name = g_strdup (pd_platform_rows_text (rows, 1));
  (*session)->user = g_strdup (pd_platform_rows_text (rows, 2));
  (*session)->user_name = g_strdup (pd_platform_rows_text (rows, 2));
  (*session)->token_digest = g_steal_pointer (&digest);
  (*session)->role = PD_PLATFORM_ROLE_NONE;
  return TRUE;
}

/**
 * pd_platform_shop_wait:
 *
 * Counts one request of a shop.
 *
 * Returns: seconds until it may ask again; 0 when this request is within its pace
 */
guint
pd_platform_shop_wait (PdPlatform *platform, const PdPlatformSession *shop)
{
  g_autofree char *key = g_strdup_printf ("%s\n%s", shop->tenant, shop->user);
  gint64 now = pd_platform_get_now (platform);
  gint64 *used_up = g_hash_table_lookup (platform->shops, key);

  if (used_up == NULL)
    {
      used_up = g_new0 (gint64, 1);
      g_hash_table_insert (platform->shops, g_steal_pointer (&key), used_up);
    }
  *used_up = MAX (*used_up, now - SAVED_UP);
  /* A clock that was set back must not lock a shop out for longer than it can have saved up. */
  *used_up = MIN (*used_up, now + SAVED_UP);
  if (*used_up + PACE > now)
    return (guint) ((*used_up + PACE - now + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND);
  *used_up += PACE;
  return 0;
}
