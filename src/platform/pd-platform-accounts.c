/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Characters of a computer's name that a history shows. */
#define MAX_DEVICE 64
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-accounts.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>

#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-passwords.h"

#define NAME_MAX_CHARACTERS 64
#define TOKEN_BYTES 32
#define TOKEN_CHARACTERS 64

void
pd_platform_session_free (PdPlatformSession *session)
{
  g_free (session->tenant);
  g_free (session->tenant_name);
  g_free (session->user);
  g_free (session->user_name);
  g_free (session->device);
  g_free (session->token_digest);
  g_free (session);
}

static gboolean
check_name (const char *name, GError **error)
{
  if (name != NULL && *name != '\0' && g_utf8_validate (name, -1, NULL) &&
      g_utf8_strlen (name, -1) <= NAME_MAX_CHARACTERS)
    return TRUE;
  g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID, _ ("A name has 1 to %d characters."),
               NAME_MAX_CHARACTERS);
  return FALSE;
}

/* What is wrong with the seller is wrong with every invoice, and those cannot be voided. */
static gboolean
check_company (const PdRecord *company, GError **error)
{
  g_autoptr (GPtrArray) problems = pd_record_check (company, PD_REQUIRED_TO_SAVE);
  const PdProblem *problem = pd_problems_first_error (problems);

  if (problem == NULL)
    return TRUE;
  g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID, _ ("%1$s: %2$s"),
               problem->field < 0 ? _ (pd_company_type.label)
                                  : _ (problem->type->fields[problem->field].label),
               problem->message);
  return FALSE;
}

/* Two tenants of one seller would not see each other's orders, and would issue the same sale twice. */
static gboolean
check_seller_is_new (PdPlatform *platform, const PdRecord *company, GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error, "SELECT id, name FROM tenant", "");
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      g_autoptr (PdRecord) other = NULL;

      if (!pd_platform_read_company (platform, pd_platform_rows_text (rows, 0), &other, error))
        return FALSE;
      if (other == NULL || !pd_record_has (company, PD_COMPANY_TAX_NUMBER) ||
          !pd_record_field_equal (company, other, PD_COMPANY_TAX_NUMBER))
        continue;
      g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                   _ ("The tenant “%s” has this tax number already. Nothing was changed."),
                   pd_platform_rows_text (rows, 1));
      return FALSE;
    }
  return step == PD_PLATFORM_STEP_DONE;
}

static gboolean
write_tenant (PdPlatform *platform, const char *id, const char *name, const PdRecord *company, GError **error)
{
  gint64 now = pd_platform_get_now (platform);
  g_autofree char *epoch = pd_platform_random_hex (platform, 16);
  g_autoptr (PdRecord) record = pd_record_copy (company);
  PdPlatformChange change = { .platform = platform, .tenant = id, .now = now };

  return pd_platform_sql_run (platform->sql, error, "INSERT INTO tenant VALUES (?, ?, ?)", "tti", id, name,
                              now) &&
         pd_platform_sql_run (platform->sql, error,
                              "INSERT INTO tenant_head (tenant, seq, chain, epoch) VALUES (?, 0, ?, ?)",
                              "ttt", id, PD_PLATFORM_CHAIN_START, epoch) &&
         pd_platform_write_record (&change, record, error) &&
         /* The other side's forms are looked for from the first hour on, and not from the server's next start. */
         pd_platform_account_ask_forms (platform, id, now, error);
}

/**
 * pd_platform_add_tenant:
 * @name: how people call it; one tenant has it
 * @company: the tenant as the seller of its invoices; refused when it is not sound, or another tenant has its
 *   tax number. What may be overridden is let in: who asks a person has to look.
 *
 * Returns: (transfer full) (nullable): the tenant's id
 */
char *
pd_platform_add_tenant (PdPlatform *platform, const char *name, const PdRecord *company, GError **error)
{
  g_autofree char *id = pd_platform_new_id (platform);
  gint64 taken = 0;

  if (!check_name (name, error) || !check_company (company, error) ||
      !check_seller_is_new (platform, company, error) ||
      !pd_platform_sql_get_integer (platform->sql, &taken, error, "SELECT 1 FROM tenant WHERE name = ?", "t",
                                    name))
    return NULL;
  if (taken != 0)
    {
      g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                           _ ("There is a tenant of this name already. Nothing was changed."));
      return NULL;
    }
  if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) ||
      !pd_platform_sql_end (platform->sql, write_tenant (platform, id, name, company, error), error))
    return NULL;
  return g_steal_pointer (&id);
}

/** pd_platform_find_tenant: @id: (out) (transfer full) (nullable): NULL when there is none of that name or id */
gboolean
pd_platform_find_tenant (PdPlatform *platform, const char *name_or_id, char **id, GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error, "SELECT id FROM tenant WHERE name = ? OR id = ?", "tt",
                             name_or_id, name_or_id);

  *id = NULL;
  if (rows == NULL)
    return FALSE;

  PdPlatformStep step = pd_platform_rows_next (rows, error);

  if (step == PD_PLATFORM_STEP_ROW)
    *id = g_strdup (pd_platform_rows_text (rows, 0));
  return step != PD_PLATFORM_STEP_FAILED;
}

static gboolean
check_role (PdPlatformRole role, GError **error)
{
  if (role != PD_PLATFORM_ROLE_NONE)
    return TRUE;
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                       _ ("The role is one of clerk, reviewer, finance, warehouse and admin."));
  return FALSE;
}

static gboolean
check_new_user (PdPlatform *platform,
                const char *tenant,
                const char *name,
                PdPlatformRole role,
                const char *password,
                GError **error)
{
  gint64 taken = 0;

  if (!check_name (name, error) || !check_role (role, error))
    return FALSE;
  if (strlen (password) < PD_PLATFORM_PASSWORD_MIN || strlen (password) > PD_PLATFORM_PASSWORD_MAX)
    {
      g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                   _ ("A password has %1$d to %2$d bytes."), PD_PLATFORM_PASSWORD_MIN,
                   PD_PLATFORM_PASSWORD_MAX);
      return FALSE;
    }
  if (!pd_platform_sql_get_integer (platform->sql, &taken, error,
                                    "SELECT 1 FROM user WHERE tenant = ? AND name = ?", "tt", tenant, name))
    return FALSE;
  if (taken == 0)
    return TRUE;
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                       _ ("There is a user of this name already. Nothing was changed."));
  return FALSE;
}

/** pd_platform_add_user: Returns: (transfer full) (nullable): the user's id */
char *
pd_platform_add_user (PdPlatform *platform,
                      const char *tenant,
                      const char *name,
                      PdPlatformRole role,
                      const char *password,
                      GError **error)
{
  g_autofree char *id = pd_platform_new_id (platform);

  if (!check_new_user (platform, tenant, name, role, password, error))
    return NULL;

  g_autoptr (GBytes) salt = pd_platform_password_salt (platform);
  g_autoptr (GBytes) digest = pd_platform_password_digest (password, salt, platform->password_iterations);

  if (!pd_platform_sql_run (platform->sql, error,
                            "INSERT INTO user (tenant, id, name, role, salt, iterations, digest, created_at)"
                            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                            "ttttbibi", tenant, id, name, pd_platform_role_name (role), salt,
                            (gint64) platform->password_iterations, digest, pd_platform_get_now (platform)))
    return NULL;
  return g_steal_pointer (&id);
}

/**
 * pd_platform_set_role:
 * @tenant: a tenant's id
 * @name: a user of it
 * @role: what the user is from now on, in sessions that have begun, too
 *
 * Returns: %FALSE with %PD_PLATFORM_ERROR_INVALID when there is no such user or role
 */
gboolean
pd_platform_set_role (PdPlatform *platform,
                      const char *tenant,
                      const char *name,
                      PdPlatformRole role,
                      GError **error)
{
  gint64 found = 0;

  if (!check_role (role, error) ||
      !pd_platform_sql_get_integer (platform->sql, &found, error,
                                    "SELECT 1 FROM user WHERE tenant = ? AND name = ?", "tt", tenant, name))
    return FALSE;
  if (found == 0)
    {
      g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                           _ ("There is no such user. Nothing was changed."));
      return FALSE;
    }
  return pd_platform_sql_run (platform->sql, error, "UPDATE user SET role = ? WHERE tenant = ? AND name = ?",
                              "ttt", pd_platform_role_name (role), tenant, name);
}

/* Without a tenant the name must be one tenant's only. */
static gboolean
find_user (PdPlatform *platform,
           const char *tenant,
           const char *user,
           PdPlatformSession **session,
           GBytes **salt,
           gint64 *iterations,
           GBytes **digest,
           GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      platform->sql, error,
      "SELECT tenant.id, tenant.name, user.id, user.name, role, salt, iterations, user.digest FROM user"
      " JOIN tenant ON tenant.id = user.tenant WHERE user.name = ?1 AND disabled = 0"
      " AND (?2 IS NULL OR tenant.id = ?2 OR tenant.name = ?2) LIMIT 2",
      "tt", user, tenant);

  if (rows == NULL)
    return FALSE;
  PdPlatformStep step = pd_platform_rows_next (rows, error);

  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  *session = g_new0 (PdPlatformSession, 1);
  (*session)->tenant = g_strdup (pd_platform_rows_text (rows, 0));
  (*session)->tenant_name = g_strdup (pd_platform_rows_text (rows, 1));
  (*session)->user = g_strdup (pd_platform_rows_text (rows, 2));
  (*session)->user_name = g_strdup (pd_platform_rows_text (rows, 3));
  (*session)->role = pd_platform_role_parse (pd_platform_rows_text (rows, 4));
  *salt = pd_platform_rows_bytes (rows, 5);
  *iterations = pd_platform_rows_integer (rows, 6);
  *digest = pd_platform_rows_bytes (rows, 7);
  step = pd_platform_rows_next (rows, error);
  if (step == PD_PLATFORM_STEP_ROW)
    g_clear_pointer (session, pd_platform_session_free);
  return step != PD_PLATFORM_STEP_FAILED;
}

/**
 * pd_platform_sign_in:
 * @tenant: (nullable): name or id; needed when the user's name is not one tenant's only
 * @peer: (nullable): where the request comes from, for the limit on wrong passwords
 * @session: (out) (transfer full): set when the answer is OK
 * @wait_seconds: (out): set when the answer is TOO_OFTEN
 *
 * An unknown user takes as long as a wrong password, and a right password does not shorten a wait.
 */
PdPlatformSignIn
pd_platform_sign_in (PdPlatform *platform,
                     const char *tenant,
                     const char *user,
                     const char *password,
                     const char *peer,
                     PdPlatformSession **session,
                     guint *wait_seconds,
                     GError **error)
{
  g_autoptr (PdPlatformSession) found = NULL;
  g_autoptr (GBytes) salt = NULL;
  g_autoptr (GBytes) digest = NULL;
  gint64 iterations = platform->password_iterations;

  *wait_seconds = pd_platform_sign_in_wait (platform, user, peer);
  if (*wait_seconds > 0)
    return PD_PLATFORM_SIGN_IN_TOO_OFTEN;
  if (!find_user (platform, tenant, user, &found, &salt, &iterations, &digest, error))
    return PD_PLATFORM_SIGN_IN_FAILED;
  if (salt == NULL)
    salt = pd_platform_password_salt (platform);

  g_autoptr (GBytes) given = pd_platform_password_digest (password, salt, (guint) iterations);
  gboolean right = found != NULL && pd_platform_password_equal (given, digest);

  pd_platform_sign_in_note (platform, user, peer, right);
  if (!right)
    return PD_PLATFORM_SIGN_IN_WRONG;
  *session = g_steal_pointer (&found);
  return PD_PLATFORM_SIGN_IN_OK;
}

/**
 * pd_platform_issue_token:
 * @device: (nullable): what the person calls the machine
 * @expires_at: (out): microseconds, UTC
 *
 * Returns: (transfer full) (nullable): the token, 256 random bits; the platform keeps its digest only
 */
char *
pd_platform_issue_token (PdPlatform *platform,
                         const PdPlatformSession *session,
                         const char *device,
                         gint64 *expires_at,
                         GError **error)
{
  g_autofree char *token = pd_platform_random_hex (platform, TOKEN_BYTES);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  gint64 now = pd_platform_get_now (platform);

  *expires_at = now + PD_PLATFORM_TOKEN_LIFE;
  if (!pd_platform_sql_run (platform->sql, error,
                            "DELETE FROM token WHERE tenant = ? AND user = ? AND expires_at < ?", "tti",
                            session->tenant, session->user, now - PD_PLATFORM_TOKEN_LIFE) ||
      !pd_platform_sql_run (platform->sql, error,
                            "INSERT INTO token (digest, tenant, user, device, created_at, expires_at)"
                            " VALUES (?, ?, ?, ?, ?, ?)",
                            "ttttii", digest, session->tenant, session->user, device, now, *expires_at))
    return NULL;
  return g_steal_pointer (&token);
}

gboolean
pd_platform_revoke_token (PdPlatform *platform, const PdPlatformSession *session, GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE token SET revoked_at = ? WHERE tenant = ? AND digest = ? AND revoked_at IS NULL", "itt",
      pd_platform_get_now (platform), session->tenant, session->token_digest);
}

/* (nullable) (transfer full): a name as a history can have it; NULL where nothing readable is left */
static char *
readable_device (const char *device)
{
  g_autoptr (GString) name = g_string_new (NULL);
  guint n = 0;

  for (const char *at = device; at != NULL && *at != '\0' && n < MAX_DEVICE; at = g_utf8_next_char (at))
    if (g_unichar_isgraph (g_utf8_get_char (at)))
      {
        g_string_append_unichar (name, g_utf8_get_char (at));
        n++;
      }
  return name->len > 0 ? g_strdup (name->str) : NULL;
}

/**
 * pd_platform_find_session:
 * @authorization: (nullable): the header
 * @session: (out) (transfer full) (nullable): NULL when the token is missing, unknown, expired or revoked
 */
gboolean
pd_platform_find_session (PdPlatform *platform,
                          const char *authorization,
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
      "SELECT token.tenant, tenant.name, user.id, user.name, role, token.device FROM token"
      " JOIN user ON user.tenant = token.tenant AND user.id = token.user JOIN tenant ON tenant.id = "
      "token.tenant"
      " WHERE token.digest = ? AND revoked_at IS NULL AND expires_at > ? AND disabled = 0",
      "ti", digest, pd_platform_get_now (platform));

  if (rows == NULL)
    return FALSE;

  PdPlatformStep step = pd_platform_rows_next (rows, error);

  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  *session = g_new0 (PdPlatformSession, 1);
  (*session)->tenant = g_strdup (pd_platform_rows_text (rows, 0));
  (*session)->tenant_name = g_strdup (pd_platform_rows_text (rows, 1));
  (*session)->user = g_strdup (pd_platform_rows_text (rows, 2));
  (*session)->user_name = g_strdup (pd_platform_rows_text (rows, 3));
  (*session)->role = pd_platform_role_parse (pd_platform_rows_text (rows, 4));
  (*session)->device = readable_device (pd_platform_rows_text (rows, 5));
  (*session)->token_digest = g_steal_pointer (&digest);
  return TRUE;
}
