/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>

#include "model/pd-bin.h"
#include "model/pd-id.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-certificate.h"
#include "platform/pd-platform-gateway-program.h"
#include "platform/pd-platform-intake-program.h"
#include "platform/pd-platform-mail-program.h"
#include "platform/pd-platform-program.h"
#include "platform/pd-platform-sandbox-command.h"
#include "platform/pd-platform-verify-program.h"
#include "platform/pd-platform-server.h"
#include "platform/pd-platform-training.h"

#define TRAINING_DELAY (200 * G_TIME_SPAN_MILLISECOND)

typedef int (*Command) (int argc, char **argv, GError **error);

/* One line an event: when, how grave, what. Handlers write no personal data into them. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  const char *message = "";

  if (level & G_LOG_LEVEL_DEBUG)
    return G_LOG_WRITER_HANDLED;
  for (gsize index = 0; index < n_fields; index++)
    if (g_str_equal (fields[index].key, "MESSAGE"))
      message = fields[index].value;

  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);

  fprintf (stderr, "time=%s level=%s %s\n", time,
           level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING) ? "error" : "info",
           message);
  return G_LOG_WRITER_HANDLED;
}

static gboolean
quit_cb (gpointer data)
{
  g_message ("event=stopping");
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

/* A reader of the file never sees half a number. */
static gboolean
write_port (const char *path, guint16 port, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%u\n", port);

  return path == NULL ||
         g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

static int
run_server (PdPlatform *platform,
            const char *listen,
            GTlsCertificate *certificate,
            const char *port_file,
            GError **error)
{
  PdPlatformServerOptions options = { .listen = listen, .certificate = certificate };
  PdPlatformServer *server = pd_platform_serve (platform, &options, error);
  g_autofree char *fingerprint = pd_platform_certificate_fingerprint (certificate);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (server == NULL)
    return EXIT_FAILURE;
  g_message ("event=certificate sha256=%s", fingerprint);
  if (!write_port (port_file, pd_platform_server_get_port (server), error))
    {
      pd_platform_server_stop (server);
      return EXIT_FAILURE;
    }
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_message ("event=listening port=%u version=%s", pd_platform_server_get_port (server), PIAODAN_VERSION);
  g_main_loop_run (loop);
  pd_platform_server_stop (server);
  g_message ("event=stopped");
  return EXIT_SUCCESS;
}

static int
serve (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *listen = NULL;
  g_autofree char *port_file = NULL;
  g_autofree char *certificate_file = NULL;
  g_autofree char *key_file = NULL;
  gboolean training = FALSE;
  int attachments = 0, bin_days = 0;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &listen, N_ ("Where to listen; port 0 takes a free one"),
      N_ ("ADDRESS:PORT") },
    { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &port_file, N_ ("Write the port here when listening"),
      N_ ("FILE") },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate_file, N_ ("The server's certificate, PEM"),
      N_ ("FILE") },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &key_file, N_ ("Its private key, PEM"), N_ ("FILE") },
    { "attachments", 0, 0, G_OPTION_ARG_INT, &attachments,
      N_ ("How much room each company has for attachments; 10000 if not given"), N_ ("MB") },
    { "bin-days", 0, 0, G_OPTION_ARG_INT, &bin_days,
      N_ ("How many days the bin keeps what was deleted; 30 if not given"), N_ ("DAYS") },
    { "training", 0, 0, G_OPTION_ARG_NONE, &training, N_ ("With a made-up company and the training bureau"),
      NULL },
    { NULL },
  };
  g_autoptr (PdGateway) bureau = NULL;

  if (!pd_platform_program_parse (argc, argv, entries, _ ("Serve the platform over HTTPS."), error))
    return EXIT_FAILURE;
  if (data_dir == NULL || (certificate_file == NULL) != (key_file == NULL))
    return pd_platform_program_fail (error, data_dir == NULL ? _ ("--data is needed.")
                                                             : _ ("--certificate and --key go together."));
  if (attachments < 0)
    return pd_platform_program_fail (error, _ ("--attachments is a number of megabytes."));
  if (bin_days < 0 || bin_days > PD_BIN_MAX_DAYS)
    return pd_platform_program_fail (error, _ ("--bin-days is a number of days, no more than ten years."));
  g_mkdir_with_parents (data_dir, 0700);
  if (training && (bureau = pd_platform_training_bureau (data_dir, TRAINING_DELAY, error)) == NULL)
    return EXIT_FAILURE;

  PdPlatformOptions options = { .gateway = bureau,
                                .blob_quota = (gint64) attachments * 1000 * 1000,
                                .bin_days = (guint) bin_days };
  g_autoptr (PdPlatform) platform = pd_platform_new_with_options (data_dir, &options, error);

  if (platform == NULL || (training && !pd_platform_setup_training (platform, error)))
    return EXIT_FAILURE;

  g_autoptr (GTlsCertificate) certificate =
      certificate_file != NULL ? pd_platform_load_certificate (certificate_file, key_file, error)
                               : pd_platform_make_certificate (data_dir, g_get_real_time (), error);

  if (certificate == NULL)
    return EXIT_FAILURE;
  return run_server (platform, listen != NULL ? listen : "127.0.0.1:8443", certificate, port_file, error);
}

/* Whether a person has to say that a wrong check digit of the seller's number is meant. */
static gboolean
check_overridable (const PdRecord *company, GError **error)
{
  g_autoptr (GPtrArray) problems = pd_record_check (company, PD_REQUIRED_TO_SAVE);

  for (guint i = 0; i < problems->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (problems, i);

      if (problem->weight != PD_PROBLEM_OVERRIDABLE)
        continue;
      g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                   _ ("%1$s: %2$s If it is right all the same, give --accept-overridable."),
                   _ (problem->type->fields[problem->field].label), problem->message);
      return FALSE;
    }
  return TRUE;
}

static int
add_tenant (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *name = NULL;
  char *texts[PD_COMPANY_N_FIELDS] = { NULL };
  gboolean accept = FALSE;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("What people call the tenant"), N_ ("NAME") },
    { "company", 0, 0, G_OPTION_ARG_STRING, &texts[PD_COMPANY_NAME], N_ ("The seller's name on invoices"),
      N_ ("NAME") },
    { "tax-number", 0, 0, G_OPTION_ARG_STRING, &texts[PD_COMPANY_TAX_NUMBER], N_ ("Its tax number"),
      N_ ("NUMBER") },
    { "address", 0, 0, G_OPTION_ARG_STRING, &texts[PD_COMPANY_ADDRESS], N_ ("Its address"), N_ ("TEXT") },
    { "phone", 0, 0, G_OPTION_ARG_STRING, &texts[PD_COMPANY_PHONE], N_ ("Its phone"), N_ ("TEXT") },
    { "bank-name", 0, 0, G_OPTION_ARG_STRING, &texts[PD_COMPANY_BANK_NAME], N_ ("Its bank"), N_ ("TEXT") },
    { "bank-account", 0, 0, G_OPTION_ARG_STRING, &texts[PD_COMPANY_BANK_ACCOUNT], N_ ("Its account"),
      N_ ("TEXT") },
    { "province", 0, 0, G_OPTION_ARG_STRING, &texts[PD_COMPANY_PROVINCE],
      N_ ("Tax bureau's province code, as 44"), N_ ("CODE") },
    { "drawer", 0, 0, G_OPTION_ARG_STRING, &texts[PD_COMPANY_DRAWER], N_ ("Who draws its invoices"),
      N_ ("NAME") },
    { "accept-overridable", 0, 0, G_OPTION_ARG_NONE, &accept,
      N_ ("Let in what a person may let in, such as a tax number's wrong check digit"), NULL },
    { NULL },
  };

  if (!pd_platform_program_parse (argc, argv, entries, _ ("Add a tenant: a company that issues invoices."),
                                  error))
    return EXIT_FAILURE;
  if (data_dir == NULL || name == NULL || texts[PD_COMPANY_NAME] == NULL ||
      texts[PD_COMPANY_TAX_NUMBER] == NULL)
    return pd_platform_program_fail (error, _ ("--data, --name, --company and --tax-number are needed."));

  g_autofree char *id = pd_id_new (g_get_real_time ());
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, id);

  for (guint field = 0; field < PD_COMPANY_N_FIELDS; field++)
    {
      g_autofree char *text = texts[field];

      if (text != NULL && !pd_record_set_from_text (company, field, text, error))
        return EXIT_FAILURE;
    }
  if (!accept && !check_overridable (company, error))
    return EXIT_FAILURE;

  g_autoptr (PdPlatform) platform = pd_platform_new (data_dir, error);
  g_autofree char *tenant = platform != NULL ? pd_platform_add_tenant (platform, name, company, error) : NULL;

  if (tenant == NULL)
    return EXIT_FAILURE;
  g_print ("%s\n", tenant);
  return EXIT_SUCCESS;
}

static char *
read_password (GError **error)
{
  char line[PD_PLATFORM_PASSWORD_MAX + 2] = "";

  if (fgets (line, sizeof line, stdin) == NULL)
    {
      pd_platform_program_fail (error,
                                _ ("The password is read from the standard input, and there was none."));
      return NULL;
    }
  line[strcspn (line, "\r\n")] = '\0';
  return g_strdup (line);
}

static int
add_user (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *tenant_name = NULL;
  g_autofree char *name = NULL;
  g_autofree char *role = NULL;
  g_autofree char *tenant = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &tenant_name, N_ ("The tenant's name or id"), N_ ("NAME") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The user's name"), N_ ("NAME") },
    { "role", 0, 0, G_OPTION_ARG_STRING, &role, N_ ("clerk, reviewer, finance, warehouse or admin"),
      N_ ("ROLE") },
    { NULL },
  };

  if (!pd_platform_program_parse (argc, argv, entries,
                                  _ ("Add a user. The password is the first line of the standard input."),
                                  error))
    return EXIT_FAILURE;
  if (data_dir == NULL || tenant_name == NULL || name == NULL || role == NULL)
    return pd_platform_program_fail (error, _ ("--data, --tenant, --name and --role are needed."));

  g_autoptr (PdPlatform) platform = pd_platform_new (data_dir, error);

  if (platform == NULL || !pd_platform_find_tenant (platform, tenant_name, &tenant, error))
    return EXIT_FAILURE;
  if (tenant == NULL)
    return pd_platform_program_fail (error, _ ("There is no such tenant."));

  g_autofree char *password = read_password (error);
  g_autofree char *id =
      password != NULL
          ? pd_platform_add_user (platform, tenant, name, pd_platform_role_parse (role), password, error)
          : NULL;

  if (id == NULL)
    return EXIT_FAILURE;
  g_print ("%s\n", id);
  return EXIT_SUCCESS;
}

static int
set_role (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *tenant_name = NULL;
  g_autofree char *name = NULL;
  g_autofree char *role = NULL;
  g_autofree char *tenant = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &tenant_name, N_ ("The tenant's name or id"), N_ ("NAME") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The user's name"), N_ ("NAME") },
    { "role", 0, 0, G_OPTION_ARG_STRING, &role, N_ ("clerk, reviewer, finance, warehouse or admin"),
      N_ ("ROLE") },
    { NULL },
  };

  if (!pd_platform_program_parse (argc, argv, entries, _ ("Give a user another role. It counts at once."),
                                  error))
    return EXIT_FAILURE;
  if (data_dir == NULL || tenant_name == NULL || name == NULL || role == NULL)
    return pd_platform_program_fail (error, _ ("--data, --tenant, --name and --role are needed."));

  g_autoptr (PdPlatform) platform = pd_platform_new (data_dir, error);

  if (platform == NULL || !pd_platform_find_tenant (platform, tenant_name, &tenant, error))
    return EXIT_FAILURE;
  if (tenant == NULL)
    return pd_platform_program_fail (error, _ ("There is no such tenant."));
  return pd_platform_set_role (platform, tenant, name, pd_platform_role_parse (role), error) ? EXIT_SUCCESS
                                                                                             : EXIT_FAILURE;
}

static int
start_new_history (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { NULL },
  };

  if (!pd_platform_program_parse (argc, argv, entries,
                                  _ ("To be run once after the data were restored from a backup."), error))
    return EXIT_FAILURE;
  if (data_dir == NULL)
    return pd_platform_program_fail (error, _ ("--data is needed."));

  g_autoptr (PdPlatform) platform = pd_platform_new (data_dir, error);

  return platform != NULL && pd_platform_start_new_history (platform, error) ? EXIT_SUCCESS : EXIT_FAILURE;
}

static const struct
{
  const char *words[2];
  Command run;
} commands[] = {
  { { "serve", NULL }, serve },
  { { "tenant", "add" }, add_tenant },
  { { "user", "add" }, add_user },
  { { "user", "role" }, set_role },
  { { "mail", "set" }, pd_platform_program_mail_set },
  { { "mail", "test" }, pd_platform_program_mail_test },
  { { "gateway", "set" }, pd_platform_program_gateway_set },
  { { "gateway", "test" }, pd_platform_program_gateway_test },
  { { "gateway", "remove" }, pd_platform_program_gateway_remove },
  { { "verify", "set" }, pd_platform_program_verify_set },
  { { "intake", "token" }, pd_platform_program_intake_token },
  { { "intake", "revoke" }, pd_platform_program_intake_revoke },
  { { "intake", "list" }, pd_platform_program_intake_list },
  { { "secrets", "forget" }, pd_platform_program_secrets_forget },
  { { "restored", NULL }, start_new_history },
  { { "sandbox", NULL }, pd_platform_sandbox_command },
};

static int
find_and_run (int argc, char **argv, GError **error)
{
  for (guint index = 0; index < G_N_ELEMENTS (commands); index++)
    {
      int words = commands[index].words[1] != NULL ? 2 : 1;

      if (argc > words && g_str_equal (argv[1], commands[index].words[0]) &&
          (words == 1 || g_str_equal (argv[2], commands[index].words[1])))
        {
          g_autofree char *name = words == 1 ? g_strdup_printf ("piaodan-platform %s", argv[1])
                                             : g_strdup_printf ("piaodan-platform %s %s", argv[1], argv[2]);

          /* What --help calls it. */
          g_set_prgname (name);
          return commands[index].run (argc - words, argv + words, error);
        }
    }
  if (argc == 2 && g_str_equal (argv[1], "--version"))
    {
      g_print ("piaodan-platform %s\n", PIAODAN_VERSION);
      return EXIT_SUCCESS;
    }
  g_print (_ ("Usage: piaodan-platform serve|tenant add|user add|user role|mail set|mail test|gateway set|"
              "gateway test|gateway remove|verify set|intake token|intake revoke|intake list|secrets forget|"
              "restored|sandbox [OPTION…]\n"
              "Each command tells its options with --help.\n"));
  return argc == 2 && g_str_equal (argv[1], "--help") ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_log_set_writer_func (write_log, NULL, NULL);

  int status = find_and_run (argc, argv, &error);

  if (error != NULL)
    fprintf (stderr, "piaodan-platform: %s\n", error->message);
  return status;
}
