package io.countersign.jwt;

import io.countersign.AuthException;
import io.countersign.spi.Live;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One token for each validity window, and another at once when a text that it is made of changes.
 *
 * <p>Texts that belong together may change one after the other, as a key and its passphrase: while
 * those at hand are of no use, those before go on.
 */
final class MintedTokens implements Live<String> {
  private final Live<Made> recipes;
  private final LastUsable<Recipe> usable;

  /** A recipe, or why the texts at hand make none; kept either way. */
  record Made(@Nullable Recipe recipe, @Nullable AuthException fault) {
    /** Returns the recipe, or throws why there is none. */
    Recipe usable() {
      if (recipe == null) {
        throw Objects.requireNonNull(fault);
      }
      return recipe;
    }
  }

  MintedTokens(String name, Live<Made> recipes) {
    this.recipes = recipes;
    this.usable = new LastUsable<>(name, () -> recipeOf(recipes.now()));
  }

  private static Recipe recipeOf(@Nullable Made made) {
    if (made == null) {
      throw Unusable.because("a text that it is made of has not been read yet");
    }
    return made.usable();
  }

  /**
   * Returns what tokens are made of now.
   *
   * @throws AuthException if the texts at hand are of no use, and none before them was
   */
  Recipe recipe() {
    return usable.get();
  }

  @Override
  public @Nullable String now() {
    return recipe().tokens().now();
  }

  @Override
  public CompletionStage<String> get() {
    try {
      return recipe().tokens().get();
    } catch (AuthException fault) {
      return CompletableFuture.failedFuture(fault);
    }
  }

  /** The texts are read again once; if they are as they were, a new token is made of them. */
  @Override
  public CompletionStage<String> refused(String token) {
    try {
      Recipe recipe = recipe();
      Made made = recipes.now();
      return made == null || recipe.tokens().now() != token
          ? get()
          : recipes.refused(made).thenCompose(next -> another(recipe, token, next.usable()));
    } catch (AuthException fault) {
      return CompletableFuture.failedFuture(fault);
    }
  }

  private CompletionStage<String> another(Recipe recipe, String token, Recipe next) {
    return next == recipe ? recipe.tokens().refused(token) : get();
  }

  @Override
  public void used() {
    recipes.used();
  }

  /** Returns how long the token at hand is good still. */
  Optional<Duration> left() {
    return recipe().tokens().left();
  }

  @Override
  public String toString() {
    return "Live[minted tokens]";
  }
}
