package dev.carillon.app.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTest {
    @Test
    void whatIsTooLongIsCutAndStillAnAnswer() {
        Answer answer = Answer.refused("x".repeat(10));
        assertThat(answer.cut(10)).isSameAs(answer);
        assertThat(answer.cut(9).text()).isEqualTo("x".repeat(9) + " …");
        assertThat(answer.cut(9).ok()).isFalse();
    }
}
