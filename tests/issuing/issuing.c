/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing.h"

/* Between two rounds of people's when all is well again, and for how long they go on. */
#define ROUND (2 * G_TIME_SPAN_MINUTE)
#define ROUNDS 1500

/* Rounds after which an administrator looks at the connection's settings without being told. */
#define PATIENCE 40

static guint
strength (SimRandom *random, guint most)
{
  guint permille = 1 + sim_random_below (random, most);

  return sim_random_chance (random, 700) ? permille : 0;
}

/** issuing_options_from_seed: what a seed plays. */
void
issuing_options_from_seed (IssuingOptions *options, guint64 seed, const IssuingProvider *provider)
{
  SimRandom random;

  sim_random_init (&random, seed, 10);
  *options = (IssuingOptions){ .seed = seed, .provider = provider };
  options->n_operations = 20 + sim_random_below (&random, 60);
  options->span = G_TIME_SPAN_MINUTE * (5 + sim_random_below (&random, 120));
  options->kills = strength (&random, 250);
  options->restores = sim_random_chance (&random, 300) ? 60 : 0;
  options->faults = strength (&random, 700);
  options->slowness = 1 + sim_random_below (&random, 20);
  options->is_small = sim_random_chance (&random, 150);
  options->automatic = sim_random_chance (&random, 300);
  sim_random_init (&random, seed, 17);
  /* Days go by until a form is void: these take five times as long as the others. */
  if (provider->red != NULL && sim_random_chance (&random, 200))
    options->reds = 150 + sim_random_below (&random, 300);
}

/** issuing_options_to_text: one line of what is played. */
char *
issuing_options_to_text (const IssuingOptions *options)
{
  return g_strdup_printf ("seed %" G_GUINT64_FORMAT ", %s: %u operations in %.0f minutes, kills %u‰, restores"
                          " %u‰, faults %u‰, reversals %u‰, calls of %u s%s%s",
                          options->seed, options->provider->name, options->n_operations,
                          (double) options->span / G_TIME_SPAN_MINUTE, options->kills, options->restores,
                          options->faults, options->reds, options->slowness,
                          options->is_small ? ", a small quota" : "",
                          options->automatic ? ", issued by rule" : "");
}

/** issuing_pass: time goes by, and what is due in it happens. */
void
issuing_pass (Issuing *issuing, gint64 until)
{
  while (issuing->violation == NULL && issuing_step (issuing, until))
    ;
  issuing->now = MAX (issuing->now, until);
}

static void
play (Issuing *issuing)
{
  const IssuingOptions *options = issuing->options;
  guint most = (guint) (2 * options->span / options->n_operations / 1000);

  issuing->is_faulty = TRUE;
  /* The rule of the quota is read when the bureau is opened. */
  for (guint i = 0; i < options->n_operations && issuing->violation == NULL; i++)
    {
      issuing_pass (issuing, issuing->now + (gint64) sim_random_below (&issuing->people, most) * 1000);
      if (issuing->violation == NULL)
        issuing_operate (issuing);
    }
}

static void
come_to_rest (Issuing *issuing)
{
  issuing->is_faulty = FALSE;
  issuing->provider->calm (issuing);
  sim_disk_crash_after (issuing->disk, 0);
  sim_disk_crash_after (issuing->book, 0);
  /* An administrator has the quota raised, and starts the platform again. */
  if (issuing->options->is_small && issuing->platform != NULL)
    issuing_kill (issuing);
  for (guint i = 0; i < ROUNDS && issuing->violation == NULL; i++)
    {
      issuing_pass (issuing, issuing->now + ROUND);
      if (issuing->violation != NULL || issuing_is_quiet (issuing))
        return;
      /* Nothing was sent that would have told of it. */
      if (i == PATIENCE && issuing->is_broken)
        issuing->provider->set_broken (issuing, FALSE);
      issuing_finish (issuing);
    }
}

static void
order_free (gpointer data)
{
  IssuingOrder *order = data;

  g_free (order->id);
  pd_record_unref (order->record);
  g_free (order);
}

static IssuingOutcome *
take_outcome (Issuing *issuing)
{
  IssuingOutcome *outcome = g_new0 (IssuingOutcome, 1);

  outcome->violation = g_steal_pointer (&issuing->violation);
  outcome->hash = issuing->hash;
  outcome->last = g_ptr_array_new_with_free_func (g_free);
  while (issuing->trace.length > 0)
    g_ptr_array_add (outcome->last, g_queue_pop_head (&issuing->trace));
  outcome->n_orders = issuing->orders->len;
  outcome->n_issued = issuing->n_issued;
  outcome->n_kills = issuing->n_kills;
  outcome->n_restores = issuing->n_restores;
  outcome->n_spoilt = issuing->n_spoilt;
  outcome->n_decided = issuing->n_decided;
  outcome->n_forms = issuing->n_forms;
  outcome->n_red = issuing->n_red;
  outcome->simulated = issuing->now - ISSUING_START;
  return outcome;
}

/** issuing_run: plays one seed. Returns: (transfer full) */
IssuingOutcome *
issuing_run (const IssuingOptions *options)
{
  Issuing issuing = { .options = options,
                      .provider = options->provider,
                      .hash = G_GUINT64_CONSTANT (14695981039346656037) };
  IssuingOutcome *outcome;

  issuing.orders = g_ptr_array_new_with_free_func (order_free);
  g_queue_init (&issuing.trace);
  issuing.is_faulty = TRUE;
  issuing_start (&issuing);
  issuing_settle_in (&issuing);
  play (&issuing);
  come_to_rest (&issuing);
  issuing_check (&issuing);
  outcome = take_outcome (&issuing);
  issuing_stop (&issuing);
  g_ptr_array_unref (issuing.orders);
  g_free (issuing.tenant);
  g_free (issuing.token);
  return outcome;
}

void
issuing_outcome_free (IssuingOutcome *outcome)
{
  g_free (outcome->violation);
  g_ptr_array_unref (outcome->last);
  g_free (outcome);
}
